import { type CheckoutEvent, toDecimal } from '@railyard/core';
import { type OrderReport, reportOrder } from '@railyard/core/operator';
import { sellOrder } from '../../../inventory/sales.ts';
import type { Message } from '../../../mail.ts';
import { orderTotal } from '../../../order-total.ts';
import { clearName } from '../cart/pointer.ts';
import { sagaOf } from '../ids.ts';
import type { Surface } from '../surface.ts';
import { type Confirmation, changeSaga, SAGA_SPACE, type Saga, sagaKey, sagaRow } from './record.ts';

/** Milliseconds. So long a worker may take to send a letter. */
const SENDING = 60_000;
const MOST_TRIES = 8;

/** Goes on with the saga of a cart that was paid. Again: no change. */
export async function hearPaid(surface: Surface, { type, tenant, cart }: CheckoutEvent): Promise<void> {
  if (type !== 'order.paid') return;
  const saga = await surface.store.get<Saga>(SAGA_SPACE, sagaKey(tenant, sagaOf(cart)).key);
  if (saga) await finish(surface, saga);
}

/**
 * The steps after the payment: the goods are the buyer's, or the money goes back; the letter is sent; the name of the
 * cart is free. Any number of workers may be at it, and any of them may end anywhere: what is done stays done.
 */
export async function finish(surface: Surface, saga: Saga): Promise<void> {
  if (saga.isDone) return;
  const report = await reportOrder(surface.store, saga.tenant, saga.cart);
  if (!report?.order) return;
  await changeSaga(surface, saga, (before, now) =>
    before.isDone ? null : { saga: before, due: now + SENDING },
  );
  const isSold = await sellOrder(surface, saga.tenant, report.id);
  if (isSold && !(await confirm(surface, saga, report))) return;
  await clearName(surface, saga.pointer, saga.cart);
  await changeSaga(surface, saga, (before) => ({ saga: { ...before, isDone: true }, due: null }));
}

/**
 * Sends the letter that says that it is bought; whether that is over. A worker that ends between sending and recording it
 * has it sent once more, under the same id.
 */
async function confirm(surface: Surface, saga: Saga, report: OrderReport): Promise<boolean> {
  const { mail, report: note } = surface;
  const { email } = saga;
  if (!mail || email === null) return settle(surface, saga, 'none');
  const tries = await claimLetter(surface, saga);
  if (tries === null) return isOver(surface, saga);
  try {
    await mail.send(letterOf({ ...saga, email }, report));
  } catch (error) {
    note(error);
    if (tries >= MOST_TRIES) return settle(surface, saga, 'none');
    await changeSaga(surface, saga, (before, now) => ({
      saga: { ...before, confirmation: { ...before.confirmation, busyUntil: null } },
      due: now + SENDING * 2 ** tries,
    }));
    return false;
  }
  return settle(surface, saga, 'sent');
}

/** Makes this worker the one that sends the letter; null when it is sent, or another one is at it. */
function claimLetter({ store }: Surface, { tenant, id }: Saga): Promise<number | null> {
  return store.update([sagaKey(tenant, id)], ([row], now) => {
    const saga = row?.value as Saga | undefined;
    const { state, busyUntil, tries } = saga?.confirmation ?? NONE;
    if (!saga || state !== 'due' || (busyUntil !== null && now < busyUntil))
      return { rows: [], result: null };
    const confirmation: Confirmation = { state, tries: tries + 1, busyUntil: now + SENDING };
    return { rows: [sagaRow({ ...saga, confirmation }, now + SENDING)], result: tries + 1 };
  });
}

const NONE: Confirmation = { state: 'none', tries: 0, busyUntil: null };

async function settle(surface: Surface, saga: Saga, state: 'sent' | 'none'): Promise<true> {
  await changeSaga(surface, saga, (before) =>
    before.confirmation.state === 'due'
      ? { saga: { ...before, confirmation: { ...before.confirmation, state, busyUntil: null } } }
      : null,
  );
  return true;
}

async function isOver({ store }: Surface, { tenant, id }: Saga): Promise<boolean> {
  const saga = await store.get<Saga>(SAGA_SPACE, sagaKey(tenant, id).key);
  return saga?.confirmation.state !== 'due';
}

function letterOf({ email, name }: Saga & { readonly email: string }, report: OrderReport): Message {
  const { id, purchase } = report;
  const { lines, shipTo } = purchase;
  const total = orderTotal(report);
  const price = (amount: number): string =>
    `${toDecimal({ ...total, amount })} ${total.currency.toUpperCase()}`;
  return {
    id: `${id}.confirmation`,
    to: email,
    subject: `Your order ${id}`,
    text: [
      name === null ? 'Hello,' : `Hello ${name},`,
      '',
      `thank you: your order ${id} is paid.`,
      '',
      ...lines.map(
        ({ title, quantity, unitAmount }) => `${quantity} × ${title}: ${price(quantity * unitAmount)}`,
      ),
      ...(purchase.deliveryFee > 0 ? [`Delivery: ${price(purchase.deliveryFee)}`] : []),
      `In all: ${price(total.amount)}`,
      ...(shipTo ? ['', `It goes to ${shipTo.name}, ${shipTo.line1}, ${shipTo.city}.`] : []),
    ].join('\n'),
  };
}
