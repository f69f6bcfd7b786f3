import type { Money, PaymentRail } from '@railyard/core/rail';
import { expect } from '../../expect.ts';
import type { Attempt } from '../attempt.ts';
import { type RefundAnswer, said } from '../call.ts';
import { paidOn, refundOf } from '../course.ts';
import type { Scene } from '../scene.ts';
import { type Mishap, story, under } from '../sweep.ts';
import { amount, givenBack } from '../words.ts';

/** How much of a payment goes back: a second refund of a part goes too far, and after the whole nothing is left. */
export function partsOf({ manifest }: PaymentRail): readonly number[] {
  return manifest.refunds === 'whole' ? [1] : [1 / 4, 1];
}

/** Each of these with each part. */
export function ofParts<T>(
  rail: PaymentRail,
  all: readonly T[],
): readonly (readonly [part: number, one: T])[] {
  return partsOf(rail).flatMap((part) => all.map((one) => [part, one] as const));
}

/** Milliseconds between two tries of a refund, and how many there are. */
const PAUSE = 4_000;
const TRIES = 8;

/** Asks for a refund until it is decided, as the engine does. */
export async function untilDone(
  scene: Scene,
  attempt: Attempt,
  request: ReturnType<typeof refundOf>,
  rail = scene.rail,
): Promise<RefundAnswer> {
  let answer: RefundAnswer = { state: 'silent' };
  for (let tries = 0; tries < TRIES; tries += 1) {
    answer = await attempt.refund(request, { rail, first: false });
    if (answer.state === 'refunded' || answer.state === 'failed') return answer;
    scene.advance(PAUSE);
  }
  return answer;
}

/** Complains unless exactly this has gone back, once. */
export function once(scene: Scene, asked: Money, what: string): void {
  const { refunds } = scene.book();
  const isOnce = refunds.length === 1 && refunds[0]?.amount === asked.amount;
  expect(isOnce, `${what}, and ${givenBack(scene.book())}, where ${amount(asked)} was asked for.`);
}

/** Refunds while something goes wrong, goes on as the engine would, and complains of any untruth. */
export async function givesBackOnce(
  scene: Scene,
  part: number,
  mishap: Mishap,
  process: 'same' | 'other',
): Promise<void> {
  const attempt = await paidOn(scene);
  const request = refundOf(attempt, part);
  const answer = await under(scene, 'refund', mishap, () => attempt.refund(request));
  const what = `${story(scene, 'refund', mishap)}, refund ${said(answer)}`;
  const hasGone = scene.book().refunds.length > 0;
  expect(answer.state !== 'refunded' || hasGone, `${what} although nothing was given back.`);
  if (answer.state === 'failed') {
    expect(!hasGone, `${what} although ${givenBack(scene.book())}.`);
    await scene.link.deliver();
    return expect(scene.book().refunds.length === 0, `${what}, and later ${givenBack(scene.book())}.`);
  }
  const rail = process === 'same' ? scene.rail : scene.restart();
  const end = answer.state === 'refunded' ? answer : await untilDone(scene, attempt, request, rail);
  await scene.link.deliver();
  expect(end.state === 'refunded', `${what}, and in the end it ${said(end)}.`);
  once(scene, request.amount, what);
}
