import type { JsonObject } from '../json.ts';
import { toDecimal } from '../money.ts';
import type { ChallengeOutcome, OpenPage, Outcome } from '../outcome.ts';
import type { Purchase } from '../purchase.ts';
import type { Order } from '../record.ts';

/** Members that no rail writes, whether or not an answer has them. */
const OUR_MEMBERS: ReadonlySet<string> = new Set(
  [
    'type title status detail error message details retryable retry_after_seconds next_action',
    'offers payment_required open_page order_id payment_rail reference',
    'amount amount_decimal subtotal_cents delivery_fee_cents tip_cents currency',
  ].flatMap((names) => names.split(' ')),
);

/** What is told of an outcome on every transport: the body over HTTP, the structured content over MCP. */
export function membersOf(outcome: Outcome): JsonObject {
  switch (outcome.type) {
    case 'paid':
      return paid(outcome.order);
    case 'challenge':
      return challenge(outcome);
    case 'page':
      return { ...open(outcome.page), ...amounts(outcome.purchase) };
    case 'referred': {
      const { rail, handoff, purchase } = outcome;
      return { payment_rail: rail, status: 'referred', handoff, ...amounts(purchase) };
    }
  }
}

function paid({ receipt, id, rail, reference, ...order }: Order): JsonObject {
  return {
    ...railMembers(receipt.body),
    order_id: id,
    payment_rail: rail,
    status: 'paid',
    ...amounts(order),
    reference,
  };
}

/** What a payer can choose from, one plain offer a rail. */
export function offersIn({ challenges }: ChallengeOutcome): readonly JsonObject[] {
  return challenges.map(({ rail, challenge: { offer } }) => ({ ...offer, payment_rail: rail }));
}

function challenge(outcome: ChallengeOutcome): JsonObject {
  const { challenges, purchase, error, page } = outcome;
  const bodies = challenges.map((one) => one.challenge.body);
  const type = challenges.map((one) => one.challenge.problem).find(isUri);
  return {
    ...railMembers(Object.assign({}, ...bodies) as JsonObject),
    ...error.toProblem(),
    ...(type !== undefined && { type }),
    status: 402,
    payment_required: true,
    ...amounts(purchase),
    offers: offersIn(outcome),
    ...(page && { open_page: open(page) }),
  };
}

function isUri(text: unknown): text is string {
  return typeof text === 'string' && URL.canParse(text);
}

function railMembers(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !OUR_MEMBERS.has(name)));
}

function open({ rail, reference, url, methods, expiresAt }: OpenPage): JsonObject {
  return {
    payment_rail: rail,
    status: 'action_required',
    session_id: reference,
    payment_url: url,
    methods,
    expires_at: new Date(expiresAt).toISOString(),
  };
}

function amounts({
  total,
  subtotal,
  deliveryFee,
  tip,
}: Pick<Purchase, 'total' | 'subtotal' | 'deliveryFee' | 'tip'>): JsonObject {
  return {
    amount: total.amount,
    amount_decimal: toDecimal(total),
    subtotal_cents: subtotal,
    delivery_fee_cents: deliveryFee,
    ...(tip > 0 && { tip_cents: tip }),
    currency: total.currency,
  };
}
