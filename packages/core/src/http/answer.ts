import { isRailError, RailError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { ChallengeOutcome, OpenPage, Outcome } from '../outcome.ts';
import type { Purchase } from '../purchase.ts';
import type { Order } from '../record.ts';

/** An HTTP response before a framework makes it one. The body is sent as JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

const PROBLEM = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
const OUR_HEADERS: ReadonlySet<string> = new Set(['content-type', 'cache-control', 'idempotent-replayed']);
/** Members that no rail writes, whether or not an answer has them. */
const OUR_MEMBERS: ReadonlySet<string> = new Set(
  [
    'type title status detail error message details retryable retry_after_seconds next_action',
    'offers payment_required open_page order_id payment_rail reference',
    'amount subtotal_cents delivery_fee_cents tip_cents currency',
  ].flatMap((names) => names.split(' ')),
);
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
const PRIVATE = { 'content-type': 'application/json', 'cache-control': 'private, no-store' };

/** The response to a paying call. Several rails' challenges become one 402. */
export function answerTo(outcome: Outcome): Answer {
  switch (outcome.type) {
    case 'paid': {
      const { receipt } = outcome.order;
      return {
        status: 200,
        headers: { ...railHeaders(receipt.headers), ...headersOf(outcome) },
        body: paidBody(outcome.order),
      };
    }
    case 'challenge':
      return challenge(outcome);
    case 'page':
      return {
        status: 200,
        headers: headersOf(outcome),
        body: { ...pageBody(outcome.page), ...amounts(outcome.purchase) },
      };
    case 'referred': {
      const { rail, handoff, purchase } = outcome;
      return {
        status: 200,
        headers: headersOf(outcome),
        body: { payment_rail: rail, status: 'referred', handoff, ...amounts(purchase) },
      };
    }
  }
}

/** The response to an error. What is not for clients (any other error, `configuration`) is told as `internal`. */
export function problemAnswer(thrown: unknown): Answer {
  const error = publicError(thrown);
  const { retryAfter } = error.extras;
  return {
    status: error.status,
    headers: { ...PROBLEM, ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }) },
    body: error.toProblem(),
  };
}

/** The response that an answer describes. */
export function responseTo({ status, headers, body }: Answer): Response {
  return new Response(JSON.stringify(body), { status, headers: { ...headers } });
}

/** What a client may be told of an error. */
export function publicError(thrown: unknown): RailError {
  if (isRailError(thrown) && thrown.code !== 'configuration' && thrown.code !== 'internal') return thrown;
  return new RailError('internal', 'Something went wrong here.');
}

/** What a rail may send of the headers it has declared: names that HTTP knows, and none of ours, in whatever case. */
export function railHeaders(headers: Answer['headers']): Answer['headers'] {
  const sent = Object.entries(headers).filter(
    ([name]) => TOKEN.test(name) && !OUR_HEADERS.has(name.toLowerCase()),
  );
  return Object.fromEntries(sent);
}

function railBody(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !OUR_MEMBERS.has(name)));
}

function headersOf({ replayed }: { readonly replayed: boolean }): Answer['headers'] {
  return { ...PRIVATE, ...(replayed && { 'idempotent-replayed': 'true' }) };
}

function paidBody({ receipt, id, rail, reference, ...order }: Order): JsonObject {
  return {
    ...railBody(receipt.body),
    order_id: id,
    payment_rail: rail,
    status: 'paid',
    ...amounts(order),
    reference,
  };
}

function challenge({ challenges, purchase, error, page }: ChallengeOutcome): Answer {
  const headers = challenges.map((one) => one.challenge.headers);
  const bodies = challenges.map((one) => one.challenge.body);
  const offers = challenges.map(({ rail, challenge: { offer } }) => ({ ...offer, payment_rail: rail }));
  return {
    status: 402,
    headers: { ...railHeaders(Object.assign({}, ...headers) as Answer['headers']), ...PROBLEM },
    body: {
      ...railBody(Object.assign({}, ...bodies) as JsonObject),
      ...error.toProblem(),
      status: 402,
      payment_required: true,
      ...amounts(purchase),
      offers,
      ...(page && { open_page: pageBody(page) }),
    },
  };
}

function pageBody({ rail, reference, url, methods, expiresAt }: OpenPage): JsonObject {
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
    subtotal_cents: subtotal,
    delivery_fee_cents: deliveryFee,
    ...(tip > 0 && { tip_cents: tip }),
    currency: total.currency,
  };
}
