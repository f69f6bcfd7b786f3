import type { JsonObject } from '@railyard/core/rail';
import { readRefunds, type StripeRefund } from '../wire/refund.ts';
import type { Answer } from './answer.ts';
import type { Ask } from './ask.ts';

const PATH = '/v1/refunds';
/** More refunds of one payment than anybody makes, in pages of a hundred. */
const MOST_PAGES = 10;

/** Asks for a refund under this key. */
export function createRefund(ask: Ask, params: JsonObject, key: string): Promise<Answer> {
  return ask({ method: 'POST', path: PATH, params, key });
}

/** The refunds of an intent; null when they cannot all be seen. */
export async function listRefunds(ask: Ask, intent: string): Promise<readonly StripeRefund[] | null> {
  const all: StripeRefund[] = [];
  while (all.length < MOST_PAGES * 100) {
    const last = all.at(-1)?.id;
    const params = {
      payment_intent: intent,
      limit: 100,
      ...(last !== undefined && { starting_after: last }),
    };
    const answer = await ask({ method: 'GET', path: PATH, params });
    const some = 'reason' in answer ? null : readRefunds(answer.body);
    if ('reason' in answer || !some) return null;
    all.push(...some);
    if (answer.body.has_more !== true) return all;
    if (some.length === 0) return null;
  }
  return null;
}
