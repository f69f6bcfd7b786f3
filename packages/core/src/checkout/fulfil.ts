import { type AfterSaleEvent, afterSale } from '../after-sale.ts';
import { RailError } from '../errors.ts';
import { isSameMoney, type Money } from '../money.ts';
import { refunded } from '../outcome.ts';
import { type CartRecord, type HandlerAnswer, isBusy, type Order } from '../record.ts';
import { leftToRefund } from '../refunds.ts';
import { busyFor } from '../schedule.ts';
import { attemptIn } from './carry.ts';
import { cartRow, commitAfterSale, recordIn } from './commit.ts';
import type { CartKey } from './keys.ts';
import { track } from './track.ts';
import { updateCart } from './update.ts';
import { waitFor } from './wait.ts';
import { within } from './within.ts';
import type { Yard } from './yard.ts';

/** What a handler has answered: `kept` is null when it is too long to be given again without running it again. */
export interface Handled<T> {
  readonly response: T;
  readonly kept: HandlerAnswer | null;
}

/** The answer to a paid request: the handler's own, or the stored one of an earlier run. */
export type Fulfilled<T> =
  | { readonly type: 'handled'; readonly response: T }
  | { readonly type: 'stored'; readonly answer: HandlerAnswer };

/** What was paid, and what the same would cost now. */
export interface Paid {
  readonly order: Order;
  readonly price: Money;
}

/**
 * Answers a paid request: with what was stored, else by running the handler at least once, and alone unless it takes
 * longer than `timeouts.rail`, until it has succeeded (`run` resolves with null when it has not). Throws
 * `order_not_fulfilled` when it has not, `price_changed` when it would run for another price than was paid, and
 * `payment_refunded` when the money has gone back.
 */
export async function fulfil<T>(
  yard: Yard,
  cart: CartKey,
  paid: Paid,
  run: () => Promise<Handled<T> | null>,
): Promise<Fulfilled<T>> {
  const { order } = paid;
  for (let waited = false; ; waited = true) {
    const step = await take(yard, cart, paid);
    if (step.do === 'answer') return { type: 'stored', answer: step.answer };
    if (step.do === 'run') return handled(yard, cart, order, step.until, run);
    if (waited)
      throw new RailError('idempotency_in_flight', 'The same request is still running.', { retryAfter: 1 });
    await waitFor(yard, cart, cart.key, ({ fulfilment }) => fulfilment);
  }
}

type Step =
  | { readonly do: 'answer'; readonly answer: HandlerAnswer }
  | { readonly do: 'run'; readonly until: number }
  | { readonly do: 'wait' };

/** Puts the order into this worker's hands, for as long as its handler may run. */
function take(yard: Yard, cart: CartKey, { order, price }: Paid): Promise<Step> {
  return updateCart<Step>(yard, [cart], (rows, now) => {
    const record = recordIn(rows[0]);
    const { fulfilment } = record;
    if (fulfilment?.answer) return { rows: [], result: { do: 'answer', answer: fulfilment.answer } };
    if (!fulfilment || leftToRefund(record, order.attempt) === 0)
      throw refunded(attemptIn(record, order.attempt));
    if (!isSameMoney(price, order.total)) throw priceChanged(order, price);
    if (isBusy(fulfilment, now)) return { rows: [], result: { do: 'wait' } };
    const until = busyFor(1, yard.timeouts.rail, now);
    const after = afterSale(record, { type: 'fulfilment_taken', until }, now);
    return { rows: [cartRow(after)], result: { do: 'run', until } };
  });
}

async function handled<T>(
  yard: Yard,
  cart: CartKey,
  order: Order,
  until: number,
  run: () => Promise<Handled<T> | null>,
): Promise<Fulfilled<T>> {
  // One piece of work, which is finished also when nobody waits any more.
  const ended = await within(yard, () => track(yard, cart.key, work(yard, cart, until, run)));
  if (!ended) throw notFulfilled(order);
  const { done, record } = ended;
  if (record.fulfilment?.state === 'refunded') throw refunded(attemptIn(record, order.attempt));
  const first = record.fulfilment?.answer;
  return first && first !== done.kept
    ? { type: 'stored', answer: first }
    : { type: 'handled', response: done.response };
}

/** Runs the handler and stores what it answered; null when it did not succeed. */
async function work<T>(
  yard: Yard,
  cart: CartKey,
  until: number,
  run: () => Promise<Handled<T> | null>,
): Promise<{ readonly done: Handled<T>; readonly record: CartRecord } | null> {
  const done = await run();
  const event: AfterSaleEvent = done
    ? { type: 'fulfilled', until, answer: done.kept }
    : { type: 'fulfilment_released', until };
  const record = await commitAfterSale(yard, cart, event);
  return done && { done, record };
}

function priceChanged({ id, total }: Order, price: Money): RailError {
  return new RailError('price_changed', 'It was paid at another price than it has now.', {
    details: { order_id: id, paid: total.amount, price: price.amount, currency: price.currency },
    nextAction: 'Send the request just as it was paid for, or ask the seller for a refund.',
  });
}

function notFulfilled({ id }: Order): RailError {
  return new RailError(
    'order_not_fulfilled',
    'It is paid, and could not be delivered yet. Send the same request again: it is not charged again.',
    { retryAfter: 5, details: { order_id: id } },
  );
}
