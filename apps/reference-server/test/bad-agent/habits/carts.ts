import { randomUUID } from 'node:crypto';
import { type Agent, ask, type Cart, keyFor, oneOf } from '../agent.ts';
import { addItem, newCart, readCart, setAddress, setQuantity, type Wanted } from '../requests.ts';
import type { Door } from '../story.ts';

const VARIANTS = ['var_camp_stove', 'var_enamel_mug', 'var_wool_blanket'] as const;

/** Makes a cart that could be paid, as a careful client does: the same request until it is answered. */
export async function fillCart(agent: Agent): Promise<Cart> {
  const { chance } = agent;
  const made = await insist(agent, newCart());
  const cart: Cart = {
    id: String(made.cart_id),
    keys: [randomUUID()],
    quotes: [],
    items: new Set(),
    sessions: new Set(),
    choosers: new Set(),
  };
  agent.carts.push(cart);
  await insist(agent, addItem(cart.id, chance.pick(VARIANTS), 1 + chance.below(2)));
  await insist(agent, setAddress(cart.id, 'Flat 1'));
  return cart;
}

async function insist(agent: Agent, wanted: Wanted): Promise<Readonly<Record<string, unknown>>> {
  const door: Door = agent.chance.pick(['http', 'mcp']);
  const key = randomUUID();
  for (let tries = 0; tries < 20; tries += 1) {
    const reply = await ask(agent, wanted, { door, key });
    if (reply?.status === 200 || reply?.status === 201) return reply.body;
    // It waits for nothing else, but for the right to ask at all.
    if (reply?.status === 429) await agent.world.pass(60_000);
  }
  throw new Error(`${wanted.method} ${wanted.path} is not carried out.`);
}

/** Changes what is in a cart, how many of it, or where it goes. */
export async function edit(agent: Agent, cart: Cart): Promise<void> {
  const { chance } = agent;
  const door: Door = chance.pick(['http', 'mcp']);
  const item = oneOf(chance, [...cart.items]);
  const wanted: readonly [Wanted, ...Wanted[]] = [
    addItem(cart.id, chance.pick(VARIANTS), 1),
    setAddress(cart.id, `Flat ${chance.below(100)}`),
    ...(item === null
      ? []
      : [setQuantity(cart.id, item, 1 + chance.below(3)), setQuantity(cart.id, item, 0)]),
  ];
  const key = keyFor(chance, cart, door);
  const change = chance.pick(wanted);
  await ask(agent, change, { door, key });
  // The same once more: it has to be the same change, made once.
  if (chance.oneIn(3)) await ask(agent, change, { key, door });
}

export async function look(agent: Agent, cart: Cart): Promise<void> {
  await ask(agent, readCart(cart.id), {});
}
