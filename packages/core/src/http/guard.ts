import { publicError } from '../answer/public-error.ts';
import { type Checkout, yardOf } from '../checkout/create.ts';
import { type Fulfilled, fulfil, type Handled } from '../checkout/fulfil.ts';
import { cartKey } from '../checkout/keys.ts';
import { pay } from '../checkout/pay.ts';
import type { Yard } from '../checkout/yard.ts';
import { isRailError, RailError } from '../errors.ts';
import type { Money } from '../money.ts';
import type { Awaitable } from '../ports.ts';
import type { Order } from '../record.ts';
import { answerTo, problemAnswer, railHeaders, responseTo } from './answer.ts';
import { handledBy, responseOf } from './handler.ts';
import { type SaleCall, saleCallOf } from './sale.ts';

export interface GuardOptions {
  readonly checkout: Checkout;
  readonly tenant: string;
  /** Whose rails take the payment. */
  readonly seller: string;
  /**
   * What a request buys, or null when it is free; throws a `RailError` to refuse it. Asked for every request, also for
   * a repeated one. What the same method, address and body buy has one price.
   */
  sale(request: Request): Awaitable<GuardedSale | null>;
  /** How long after the payment the handler may fail until a person has to look, in milliseconds: an hour. */
  readonly fulfilWithin?: number;
  /** The longest request body, in bytes: 65,536. */
  readonly bodyLimit?: number;
}

/** What a request buys. */
export interface GuardedSale {
  /** What the payer reads, such as `One weather report`. */
  readonly title: string;
  readonly price: Money;
  /**
   * Your name for what is sold once only, such as an invoice's. Without it every credential buys its own. Whoever may
   * ask for it may try to pay it, twenty times in all: give `principal` too where you know the buyer.
   */
  readonly id?: string;
  /**
   * With `id`: since when it has this price, in milliseconds since 1970. Money that moved earlier is for something
   * else.
   */
  readonly quotedAt?: number;
  /**
   * Who calls, when you know. Without it the answer belongs to whoever shows the credential that paid. `readOrder`
   * knows this caller as `principal:` and this name, and one without it as `bearer`.
   */
  readonly principal?: string;
}

/** What runs once a request is paid; `order` is null when it is free. */
export type Handler = (request: Request, order: Order | null) => Awaitable<Response>;

export type Guard = (request: Request, handler: Handler) => Promise<Response>;

const HOUR = 3_600_000;
const YEAR = 366 * 24 * HOUR;

/**
 * Puts any handler behind a seller's rails. It runs after the payment, at least once, and its 2xx is kept and given
 * again to the same credential. When it fails, the answer is 503 without a receipt, and the same request runs it again
 * without a charge. One that takes longer than `timeouts.rail` is answered 503 and goes on; its answer is kept when it
 * comes, and a request meanwhile may run it a second time. A sale whose handler has not succeeded in time is a case,
 * which the platform can refund.
 *
 * An `Idempotency-Key` header is not read: the credential, or the id that its protocol carries, says which request is
 * the same.
 */
export function guard(options: GuardOptions): Guard {
  const yard = yardOf(options.checkout);
  const { tenant, seller, fulfilWithin = HOUR, bodyLimit = 65_536 } = options;
  if (!Number.isSafeInteger(fulfilWithin) || fulfilWithin < 0 || fulfilWithin > YEAR)
    throw new RailError('configuration', 'fulfilWithin is a whole number of milliseconds, a year at most.');

  return async (request, handler) => {
    try {
      const sold = await options.sale(request.clone());
      if (sold) {
        const call = await saleCallOf(yard, request, { ...sold, tenant, seller, fulfilWithin, bodyLimit });
        return await sell(yard, call, sold.price, (order) => handler(request, order));
      }
    } catch (error) {
      if (!isRailError(error)) throw error;
      if (publicError(error) !== error || error.extras.cause !== undefined) yard.report?.(error);
      return responseTo(problemAnswer(error));
    }
    return handler(request, null);
  };
}

async function sell(
  yard: Yard,
  { call, sale }: SaleCall,
  price: Money,
  handler: (order: Order) => Awaitable<Response>,
): Promise<Response> {
  const outcome = await pay(yard, call, { sale });
  if (outcome.type !== 'paid') return responseTo(answerTo(outcome));
  const { order } = outcome;
  const run = (): Promise<Handled<Response> | null> => handledBy(yard, () => handler(order));
  return paidResponse(order, await fulfil(yard, cartKey(call.tenant, call.cart), { order, price }, run));
}

function paidResponse({ receipt }: Order, fulfilled: Fulfilled<Response>): Response {
  const stored = fulfilled.type === 'stored';
  const response = stored ? responseOf(fulfilled.answer) : fulfilled.response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(railHeaders(receipt.headers))) headers.set(name, value);
  // A receipt is nobody else's.
  if (!/\b(?:private|no-store)\b/i.test(headers.get('cache-control') ?? ''))
    headers.set('cache-control', 'private, no-store');
  if (stored) headers.set('idempotent-replayed', 'true');
  return new Response(response.body, { status: response.status, headers });
}
