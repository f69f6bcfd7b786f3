import { type CartRecord, OPEN, readCarts } from '../kill/records.ts';
import type { Agent } from './agent.ts';
import { chainPayments } from './ledger/chain.ts';
import { readCoinbase } from './ledger/coinbase.ts';
import { chargedTo } from './ledger/moved.ts';
import type { Payment } from './ledger/payment.ts';
import { readStripe } from './ledger/stripe.ts';
import { readCart, readOrder, type Wanted } from './requests.ts';
import type { Body, Story } from './story.ts';
import type { Evidence, OrderTold, Unfinished } from './verdict.ts';

/** All that the judge goes by: what the providers know, what the server tells, and what its records say is not over. */
export async function gather(agent: Agent, since: number): Promise<Evidence> {
  const { world, wallet, story } = agent;
  const carts = new Set(agent.carts.map(({ id }) => id));
  const versions = new Map<string, number>();
  for (const cart of carts) versions.set(cart, Number((await tellOf(agent, readCart(cart)))?.version));
  const orders = await ordersOf(agent, versions);
  const [chain, stripe, coinbase] = await Promise.all([
    chainPayments(world.sandbox, wallet.address, new Set(orders.map(({ reference }) => reference))),
    readStripe(world.sandbox, carts, since),
    readCoinbase(world.sandbox, carts, since),
  ]);
  const cards = await withTokens(agent, stripe.payments);
  return {
    asked: story.asked,
    credentials: story.credentials,
    versions,
    payments: [...chain, ...cards, ...coinbase.payments],
    orders,
    unfinished: unfinishedIn(readCarts(world.folder).filter(({ cart }) => carts.has(cart.id))),
  };
}

/** What the server tells whoever asks, read without a fault and without an agent's habits. */
async function tellOf({ doors }: Agent, wanted: Wanted): Promise<Body | null> {
  const reply = await doors.send(wanted, { door: 'http', key: null, credential: null, fate: 'heard' });
  return reply?.status === 200 ? reply.body : null;
}

/** The orders of all versions of the carts that are paid. */
async function ordersOf(agent: Agent, versions: ReadonlyMap<string, number>): Promise<readonly OrderTold[]> {
  const places = [...versions].flatMap(([cart, last]) =>
    Array.from({ length: last }, (_, index) => ({ cart, version: index + 1 })),
  );
  const orders = await Promise.all(
    places.map(async ({ cart, version }): Promise<readonly OrderTold[]> => {
      const id = `${cart.replace('cart_', 'order_')}_${version}`;
      const body = await tellOf(agent, readOrder(cart, id));
      return body?.status === 'paid' ? [orderIn(body, { cart, version })] : [];
    }),
  );
  return orders.flat();
}

function orderIn(body: Body, place: Pick<OrderTold, 'cart' | 'version'>): OrderTold {
  const items = body.items as readonly { readonly line_total_cents: number }[];
  const goods = items.reduce((sum, { line_total_cents }) => sum + line_total_cents, 0);
  return {
    ...place,
    id: String(body.order_id),
    reference: String(body.reference),
    amount: Number(body.amount),
    items: items.length,
    sum: goods + Number(body.delivery_fee_cents),
  };
}

/** Says by which token a card was charged, where only one can have been it. */
async function withTokens(
  { world, story }: Agent,
  payments: readonly Payment[],
): Promise<readonly Payment[]> {
  const tokens = story.credentials.filter(({ rail }) => rail === 'stripe-mpp');
  const charged = new Map<string, number>();
  for (const { id } of tokens) charged.set(id, await chargedTo(world, id));
  return payments.map((payment) => {
    if (payment.rail !== 'stripe-mpp') return payment;
    const fitting = tokens.filter(
      ({ id }) => charged.get(id) === payment.taken && wasShown(story, id, payment),
    );
    return { ...payment, credential: fitting.length === 1 ? (fitting[0]?.id ?? null) : null };
  });
}

function wasShown({ asked }: Story, credential: string, { cart }: Payment): boolean {
  return asked.some((one) => one.credential === credential && one.cart === cart);
}

function unfinishedIn(records: readonly CartRecord[]): readonly Unfinished[] {
  return records.flatMap(({ cart, attempts, refunds, outbox }) => {
    const open = attempts.filter(({ state, due, openCase }) => OPEN.has(state) || due !== null || openCase);
    const owed = refunds.filter(({ state, openCase }) => state !== 'refunded' || openCase);
    return [
      ...open.map(({ rail, state, openCase }) => entry(`a payment on ${rail} stays ${state}`, openCase)),
      ...owed.map(({ state, openCase }) => entry(`a refund stays ${state}`, openCase)),
      ...(outbox.length > 0 ? [entry(`${outbox.length} events were not delivered`, null)] : []),
    ];
    function entry(what: string, openCase: string | null): Unfinished {
      const reason = openCase === null ? '' : `, a case: ${openCase}`;
      return { cart: cart.id, what: `${what}${reason}`, isCase: openCase !== null };
    }
  });
}
