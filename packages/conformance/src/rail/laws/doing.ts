import { canonical } from '@railyard/core/rail';
import { beginGood, foundAnew, settleOne } from '../course.ts';
import { UNSENT } from '../fault.ts';
import type { Call } from '../link.ts';
import type { Scene } from '../scene.ts';
import { under } from '../sweep.ts';

/** Which calls of settle do something: move money, open a page, or make what status finds, such as a reservation. */
export async function doingCalls(open: () => Promise<Scene>): Promise<readonly number[]> {
  const scene = await open();
  await settleOne(scene);
  const doing: number[] = [];
  for (const [at, { moved }] of settlingCalls(scene).entries()) {
    if (moved || (await foundAfter(open, at)) !== (await foundAfter(open, at + 1))) doing.push(at);
  }
  return doing;
}

/** What status finds, without a reference, when settle got no further than to this call. */
async function foundAfter(open: () => Promise<Scene>, at: number): Promise<string> {
  const scene = await open();
  const attempt = await beginGood(scene);
  await under(scene, 'settle', { at, fault: UNSENT }, () => attempt.settle());
  const answer = await foundAnew(scene, attempt);
  // Not the names that a provider gives: two fakes may give two.
  const [reason, total] = ['reason' in answer && answer.reason, 'total' in answer && { ...answer.total }];
  return canonical([answer.state, reason, total]);
}

/** What settle has sent so far. */
export function settlingCalls({ link }: Scene): readonly Call[] {
  return link.calls.filter(({ member }) => member === 'settle');
}
