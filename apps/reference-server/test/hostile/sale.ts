import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import { type Answer, openTill, paymentFor, post, type Till } from '../till.ts';
import type { Yard } from '../yard.ts';

/** A cart, and the payment that its payer has signed for it. */
export interface Sale extends Till {
  readonly key: string;
  /** In base64, as the official client sends it. */
  readonly payment: string;
}

export async function newSale(yard: Yard, payer = yard.facts.payer): Promise<Sale> {
  const till = await openTill(yard);
  return { ...till, key: randomUUID(), payment: await paymentFor(yard, till, payer) };
}

/** Sends the payment of a sale, or another one for it. */
export function pay(sale: Sale, payment = sale.payment): Promise<Answer> {
  return post(sale, sale.key, { 'payment-signature': payment });
}

/** Repeats the payment until it is no longer uncertain, as a client does that heeds `retryable`; every answer. */
export async function insist(sale: Sale): Promise<readonly [Answer, ...Answer[]]> {
  const first = await pay(sale);
  const answers: [Answer, ...Answer[]] = [first];
  for (let answer = first; answer.status === 503; answers.push(answer)) {
    expect(answer.body).toMatchObject({ error: 'payment_unresolved', retryable: true });
    answer = await pay(sale);
  }
  return answers;
}

/** Its status and what it says in a word. */
export function told({ status, body }: Answer): readonly [number, string | undefined] {
  return [status, body.error ?? body.status];
}

/** What its details say. */
export function detailsOf({ text }: Answer): Readonly<Record<string, string>> {
  const { details } = JSON.parse(text) as { readonly details: Readonly<Record<string, string>> };
  return details;
}

/** The order that an answer speaks of: the one that is, or the one that may come of it. */
export function orderIn(answer: Answer): string | undefined {
  return answer.status === 200 ? answer.body.order_id : detailsOf(answer).order_id;
}

/** What the payer signed. */
export interface Signed {
  readonly signature: `0x${string}`;
  readonly authorization: Parameters<Awaited<ReturnType<Yard['bystander']>>['submit']>[0];
}

/** The payment as JSON. */
export function read({ payment }: Pick<Sale, 'payment'>): {
  readonly accepted: object;
  readonly payload: Signed;
} {
  return JSON.parse(Buffer.from(payment, 'base64').toString()) as ReturnType<typeof read>;
}
