import type { JsonObject, Money, RefundSeen } from '@railyard/core/rail';
import { isMembers } from '../wire/members.ts';
import type { Ask } from './ask.ts';
import { idIn, membersIn, moneyIn, textIn } from './fields.ts';

const PAGE = 100;
/** More refunds of one payment than anybody makes. */
const MOST_PAGES = 10;

/** A refund at Stripe. */
export interface StripeRefund {
  readonly id: string;
  readonly amount: Money;
  readonly state: RefundSeen['state'];
  /** Our id of it; null when somebody else made it. */
  readonly ours: string | null;
}

/** Reads a refund; null for anything else. */
export function readRefund(value: JsonObject | null): StripeRefund | null {
  const id = idIn(value, 're') ?? idIn(value, 'pyr');
  const amount = moneyIn(value, 'amount');
  if (value?.object !== 'refund' || id === null || !amount) return null;
  return {
    id,
    amount,
    state: stateOf(value.status),
    ours: textIn(membersIn(value, 'metadata'), 'railyard_refund'),
  };
}

function stateOf(status: unknown): RefundSeen['state'] {
  if (status === 'succeeded') return 'refunded';
  return status === 'failed' || status === 'canceled' ? 'failed' : 'pending';
}

/** The refunds of an intent; null when they cannot all be seen. */
export async function listRefunds(ask: Ask, intent: string): Promise<readonly StripeRefund[] | null> {
  const all: StripeRefund[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const last = all.at(-1);
    const params = { payment_intent: intent, limit: PAGE, ...(last && { starting_after: last.id }) };
    const answer = await ask((stripe, options) => stripe.refunds.list(params, options));
    const some = answer.says === 'done' ? listIn(answer.body) : null;
    if (answer.says === 'failed' || !some) return null;
    all.push(...some);
    if (answer.body.has_more !== true) return all;
  }
  return null;
}

function listIn({ object, data }: JsonObject): readonly StripeRefund[] | null {
  if (object !== 'list' || !Array.isArray(data)) return null;
  const refunds = data.map((one: unknown) => readRefund(isMembers(one) ? one : null));
  return refunds.every((one) => one !== null) ? refunds : null;
}
