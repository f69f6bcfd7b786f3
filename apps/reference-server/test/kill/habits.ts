import { randomUUID } from 'node:crypto';
import { ADDRESS } from '../../src/demo/shop.ts';
import type { Agent, Purchase } from './agent.ts';
import { MUG, newCart } from './cart.ts';
import type { Asked, Sale } from './history.ts';
import type { Reply } from './till.ts';

type Replies = readonly (Reply | null)[];
type Habit = (agent: Agent, purchase: Purchase) => Promise<Replies>;

/** Tries to get further, in a good way or a bad one. */
export function retry(agent: Agent, purchase: Purchase): Promise<Replies> {
  const habit = purchase.credential ? agent.chance.pick(HABITS) : asks;
  return habit(agent, purchase);
}

export function pay(agent: Agent, purchase: Purchase, key: string, patience?: number): Promise<Reply | null> {
  return checkout(agent, purchase, { what: 'pay', key, ...(patience !== undefined && { patience }) });
}

const asks: Habit = async (agent, purchase) => [
  await checkout(agent, purchase, { what: 'ask', key: purchase.key }),
];

const repeats: Habit = async (agent, purchase) => [await pay(agent, purchase, purchase.key)];

const changesKey: Habit = async (agent, purchase) => [await pay(agent, purchase, randomUUID())];

const sendsTwice: Habit = (agent, purchase) => {
  const other = agent.chance.oneIn(2) ? purchase.key : randomUUID();
  return Promise.all([pay(agent, purchase, purchase.key), pay(agent, purchase, other)]);
};

const hangsUp: Habit = async (agent, purchase) => [
  await pay(agent, purchase, purchase.key, 1 + agent.chance.below(150)),
];

const asksAgain: Habit = async (agent, purchase) => {
  const key = agent.chance.oneIn(2) ? purchase.key : randomUUID();
  return [await checkout(agent, purchase, { what: 'ask', key })];
};

/** With another address the same payment fits; with another mug it does not. */
const edits: Habit = async (agent, purchase) => {
  const cart = `/${purchase.sale.cart}`;
  const change = agent.chance.oneIn(2)
    ? ({
        method: 'PUT',
        path: `${cart}/shipping-address`,
        body: { ...ADDRESS, line2: randomUUID() },
      } as const)
    : ({ method: 'POST', path: `${cart}/items`, body: { variant_id: MUG } } as const);
  const key = randomUUID();
  await noted(purchase.sale, { what: 'edit', key, nonce: null }, () => agent.till.send({ ...change, key }));
  return repeats(agent, purchase);
};

/** Whichever cart does not get the payment is told that it was used. The other cart is left at that. */
const paysTwoCarts: Habit = async (agent, purchase) => {
  const sale: Sale = { cart: await newCart(agent), asked: [] };
  const other = { ...purchase, sale, key: randomUUID() };
  agent.purchases.push(other);
  const [reply] = await Promise.all([pay(agent, purchase, purchase.key), pay(agent, other, other.key)]);
  return [reply];
};

const HABITS: readonly [Habit, ...Habit[]] = [
  repeats,
  repeats,
  repeats,
  changesKey,
  sendsTwice,
  hangsUp,
  asksAgain,
  edits,
  paysTwoCarts,
];

interface Call {
  readonly what: 'ask' | 'pay';
  readonly key: string;
  readonly patience?: number;
}

function checkout(
  { till }: Agent,
  { sale, credential }: Purchase,
  { what, ...call }: Call,
): Promise<Reply | null> {
  const paying = what === 'pay' ? credential : null;
  const request = {
    method: 'POST',
    path: `/${sale.cart}/checkout`,
    ...call,
    ...(paying && { payment: paying.header }),
  } as const;
  return noted(sale, { what, key: call.key, nonce: paying?.nonce ?? null }, () => till.send(request));
}

async function noted(
  { asked }: Sale,
  what: Pick<Asked, 'what' | 'key' | 'nonce'>,
  send: () => Promise<Reply | null>,
): Promise<Reply | null> {
  const begun: Asked = { ...what, at: performance.now(), answer: null };
  const place = asked.push(begun) - 1;
  const reply = await send();
  if (reply) {
    const { status, text } = reply;
    asked[place] = { ...begun, answer: { at: performance.now(), status, text } };
  }
  return reply;
}
