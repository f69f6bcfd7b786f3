import type { Attempt } from '../attempt.ts';
import { said } from '../call.ts';
import { beginGood } from '../course.ts';
import type { Scene } from '../scene.ts';

/** An attempt with a page where a person may pay. */
export async function opened(
  scene: Scene,
): Promise<{ readonly attempt: Attempt; readonly page: string; readonly expiresAt: number }> {
  const attempt = await beginGood(scene);
  const answer = await attempt.settle();
  if (answer.state === 'action_required')
    return { attempt, page: answer.reference, expiresAt: answer.expiresAt };
  throw new Error(`settle ${said(answer)}, where it should have opened a page.`);
}

/** Opens a page and closes it: what a sweep of mishaps is about. */
export const cancelOne = async (scene: Scene): Promise<unknown> => (await opened(scene)).attempt.cancel();
