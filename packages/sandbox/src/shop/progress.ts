import { conflict, missing } from './errors.ts';
import { endOrder, moveOrder } from './orders.ts';
import { charge, take } from './payment.ts';
import type { HeldOrder, State } from './state.ts';
import type { Running } from './work.ts';

/** How the payment of an order that is confirming ends. */
export type SettleOutcome = 'confirmed' | 'failed';

/** Ends the wait for the payment of an order; one that is to be authorized now may be declined, and fails. */
export async function settleOrder(running: Running, id: string, outcome: SettleOutcome): Promise<void> {
  const held = orderOf(running.state, id);
  if (held.object.state !== 'confirming') throw conflict('too_late', 'The order is not confirming.');
  if (outcome === 'confirmed' && (await isAuthorized(running, held))) moveOrder(running, held, 'confirmed');
  else await endOrder(running, held, 'failed');
}

/** The card of an order that was not authorized is known until the sandbox ends. */
async function isAuthorized(running: Running, held: HeldOrder): Promise<boolean> {
  const card = running.books.cards.get(held.object.id);
  running.books.cards.delete(held.object.id);
  if (!card) return held.authorizations.length > 0;
  return charge(running, held, card, held.object.total).then(
    () => true,
    () => false,
  );
}

/** Sends an order on its way, which takes its money, or has it arrive. */
export async function progressOrder(running: Running, id: string): Promise<void> {
  const held = orderOf(running.state, id);
  switch (held.object.state) {
    case 'confirmed':
      await take(running, held);
      moveOrder(running, held, 'on_its_way');
      return;
    case 'on_its_way':
      moveOrder(running, held, 'delivered');
      return;
    case 'confirming':
    case 'delivered':
    case 'canceled':
    case 'failed':
      throw conflict('too_late', `An order that is ${held.object.state} goes no further.`);
  }
}

function orderOf(state: State, id: string): HeldOrder {
  const held = state.orders.get(id);
  if (!held) throw missing('order');
  return held;
}
