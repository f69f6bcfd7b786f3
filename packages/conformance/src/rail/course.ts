import type { Purchase, RefundRequest } from '@railyard/core/rail';
import { type Attempt, attemptOf } from './attempt.ts';
import { type Answer, said } from './call.ts';
import { found } from './place.ts';
import type { Scene } from './scene.ts';
import type { Fate } from './subject.ts';
import { taken } from './words.ts';

/** An attempt that ends like this, once settled; null when the provider knows no such end. */
export async function begin(
  scene: Scene,
  purchase: Purchase = scene.purchase(),
  fate: Fate = 'paid',
  number = 1,
): Promise<Attempt | null> {
  const { payer } = scene.rail.manifest;
  if (payer === 'platform' && !scene.next(fate)) return null;
  if (payer !== 'agent') return attemptOf(scene, purchase, null, number);
  const request = await scene.credential(purchase, fate);
  return request && attemptOf(scene, purchase, found(scene.rail, request), number);
}

/** An attempt with a good credential, with a page to come, or for which the platform will have paid. */
export async function beginGood(scene: Scene, purchase?: Purchase, number = 1): Promise<Attempt> {
  const attempt = await begin(scene, purchase, 'paid', number);
  if (!attempt) throw new Error('The subject knows no payment that is made.');
  return attempt;
}

/** A payment that is complete: settled, on a rail with a page also paid by a person. */
export async function paidOn(scene: Scene, purchase?: Purchase, number = 1): Promise<Attempt> {
  const attempt = await beginGood(scene, purchase, number);
  await paidBy(scene, attempt);
  return attempt;
}

/** Completes a payment; resolves with the first answer that says so. */
export async function paidBy(scene: Scene, attempt: Attempt): Promise<Extract<Answer, { state: 'paid' }>> {
  let answer = await attempt.settle();
  if (answer.state === 'action_required') {
    if (!(await scene.pay(answer.reference))) throw new Error('The page that settle opened takes no money.');
    answer = await attempt.status();
  }
  answer = await untilEnd(scene, attempt, answer);
  if (answer.state === 'paid') return answer;
  throw new Error(`With nothing wrong, the rail ${said(answer)} and ${taken(scene.book())}.`);
}

/** Milliseconds between two looks at a payment that is pending, and how many looks it gets. */
const PAUSE = 4_000;
const LOOKS = 8;

/** Asks until a payment is no longer pending. */
export async function untilEnd(scene: Scene, attempt: Attempt, answer: Answer): Promise<Answer> {
  let last = answer;
  for (let look = 0; last.state === 'pending' && look < LOOKS; look += 1) {
    scene.advance(PAUSE);
    last = await attempt.status();
  }
  return last;
}

/** What a process that starts now finds of an attempt whose reference was never stored. */
export async function foundAnew(scene: Scene, attempt: Attempt): Promise<Answer> {
  attempt.forget();
  return attempt.status({ rail: scene.restart() });
}

/**
 * Does what the engine does about a payment in doubt: asks, and sends again with the same key while nobody can tell.
 */
export async function resolved(
  scene: Scene,
  attempt: Attempt,
  manner: Parameters<Attempt['settle']>[0] = {},
): Promise<Answer> {
  const again = { ...manner, first: false };
  let answer: Answer = { state: 'silent' };
  for (let look = 0; look < LOOKS; look += 1) {
    answer = await attempt.status(again);
    if (isDoubt(answer)) answer = await attempt.settle(again);
    if (!isDoubt(answer) && answer.state !== 'pending') return answer;
    scene.advance(PAUSE);
  }
  return answer;
}

/** The engine reads a repeat that was not sent as a doubt too: the first one may have been. */
function isDoubt(answer: Answer): boolean {
  if (answer.state === 'declined') return answer.evidence === 'not_sent';
  return answer.state === 'unknown' || answer.state === 'threw' || answer.state === 'silent';
}

/** Settles a good payment, asks about one, or gives one back: what a sweep of mishaps is about. */
export const settleOne = async (scene: Scene): Promise<unknown> => (await beginGood(scene)).settle();
export const askOne = async (scene: Scene): Promise<unknown> => (await paidOn(scene)).status();
export const refundOne = async (scene: Scene): Promise<unknown> => {
  const attempt = await paidOn(scene);
  return attempt.refund(refundOf(attempt));
};

/** A refund of this part of a payment. */
export function refundOf(
  { purchase: { total } }: Attempt,
  part = 1,
  id = 'refund_Railyard_1',
): RefundRequest {
  const amount = { ...total, amount: Math.max(1, Math.floor(total.amount * part)) };
  return { id, key: `key_of_${id}`, amount, reason: 'requested_by_customer' };
}
