import type { Attempt } from '../attempt.ts';
import type { Answer } from '../call.ts';
import { begin } from '../course.ts';
import type { Scene } from '../scene.ts';

/** An attempt that its provider holds, and what the rail said first of it; null when the provider holds nothing. */
export async function held(
  scene: Scene,
): Promise<{ readonly attempt: Attempt; readonly answer: Answer } | null> {
  const attempt = await begin(scene, scene.purchase(), 'pending');
  if (!attempt) return null;
  const answer = await attempt.settle();
  if (answer.state !== 'action_required') return { attempt, answer };
  return (await scene.pay(answer.reference, 'pending')) ? { attempt, answer: await attempt.status() } : null;
}
