import { settleOne } from '../course.ts';
import type { Scene } from '../scene.ts';

/** Which call of settle does something at the provider. */
export async function movingCall(open: () => Promise<Scene>): Promise<number> {
  const scene = await open();
  await settleOne(scene);
  const calls = scene.link.calls.filter(({ member }) => member === 'settle');
  return Math.max(
    0,
    calls.findIndex(({ moved }) => moved),
  );
}
