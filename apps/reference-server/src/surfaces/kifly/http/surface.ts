import type { Context } from 'hono';
import type { PaymentInfo } from '../../../http/document.ts';
import type { Environment } from '../../../http/environment.ts';
import { respondJson } from '../../../http/respond.ts';
import type { Guard } from '../../../http/route.ts';
import type { CartAnswer } from '../cart-answer.ts';
import type { Steps } from '../next/steps.ts';
import type { Answered } from '../operation.ts';
import type { Calling, Surface } from '../surface.ts';

/** What the routes of this surface stand on beside its operations. */
export interface HttpSurface extends Surface {
  /** What the document says of how a checkout is paid. */
  readonly paymentInfo: PaymentInfo;
  readonly guards: Guards;
  readonly steps: Steps;
}

/** What a request passes before its route: API key and scope; for a change also body, idempotency key and depth. */
export interface Guards {
  readonly read: readonly Guard[];
  readonly write: readonly Guard[];
  /** As `write`, where a payment can take the place of the API key. */
  readonly pay: readonly Guard[];
  /** As `write`, for whoever decides what others may pay. */
  readonly decide: readonly Guard[];
  /** As `write`, for what concerns buyers and no cart. */
  readonly buyer: readonly Guard[];
}

/** Who calls, by what the guards have found out. */
export function callingOf(c: Context<Environment>): Calling {
  return { caller: c.get('caller'), key: c.get('idempotencyKey') ?? null };
}

/** Answers with what an operation ended in; a change that was made before says so. */
export function answerWith(
  c: Context<Environment>,
  { body, replayed }: Answered<object>,
  status: 200 | 201 = 200,
): Response {
  return respondJson(c, body, {
    status,
    headers: { 'cache-control': 'private, no-store', ...(replayed && { 'idempotent-replayed': 'true' }) },
  });
}

/** Answers with a cart. */
export function answerCart(
  c: Context<Environment>,
  { cart, replayed }: CartAnswer,
  status: 200 | 201 = 200,
): Response {
  return answerWith(c, { body: cart, replayed }, status);
}
