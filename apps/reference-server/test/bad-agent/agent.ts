import { randomUUID } from 'node:crypto';
import type { Chance } from '../kill/chance.ts';
import { type Doors, type Fate, openDoors, type Reply, type Sending } from './doors.ts';
import { hasMoved } from './ledger/moved.ts';
import type { Wanted } from './requests.ts';
import { type Asked, type Door, errorIn, type Page, type Story, tell } from './story.ts';
import { openWallet, type Quote, type Wallet } from './wallet.ts';
import type { World } from './world.ts';

/** A buyer who does all that it should not. Copies of it share what it knows, and draw for themselves. */
export interface Agent {
  readonly world: World;
  readonly doors: Doors;
  readonly wallet: Wallet;
  readonly story: Story;
  readonly carts: Cart[];
  readonly chance: Chance;
}

/** What an agent knows of a cart. */
export interface Cart {
  readonly id: string;
  /** All keys that it has used; a careful client would keep the first. */
  readonly keys: string[];
  readonly quotes: Quote[];
  readonly items: Set<string>;
  /** Ids by which an order can be asked for. */
  readonly sessions: Set<string>;
  /** Addresses of pages where a buyer chooses. */
  readonly choosers: Set<string>;
}

export async function openAgent(world: World, story: Story, chance: Chance): Promise<Agent> {
  return { world, doors: await openDoors(world), wallet: openWallet(world), story, carts: [], chance };
}

export type Asking = Partial<Pick<Sending, 'door' | 'key' | 'credential' | 'fate'>>;

/** Sends something and learns from the answer, if it is heard. Null when it is not. */
export async function ask(agent: Agent, wanted: Wanted, asking: Asking): Promise<Reply | null> {
  const { chance, story, doors } = agent;
  const {
    door = chance.pick(['http', 'mcp']),
    key = null,
    credential = null,
    fate = fateFor(chance),
  } = asking;
  const begun: Asked = {
    door,
    what: door === 'http' && wanted.path === '/payment-link' ? 'payment_link' : wanted.tool,
    cart: wanted.cart,
    key,
    body: JSON.stringify(wanted.given),
    credential: credential?.id ?? null,
    at: performance.now(),
    answer: null,
  };
  const place = story.asked.push(begun) - 1;
  const reply = await doors.send(wanted, { door, key, credential, fate });
  if (reply) {
    const { at, status, text, body } = reply;
    const hadMoved =
      status === 402 && credential !== null && (await hasMoved(agent.world, agent.wallet, credential));
    story.asked[place] = { ...begun, answer: { at, status, text, body, hadMoved } };
  }
  tell(story, lineOf(story.asked[place] ?? begun, fate));
  if (!reply || fate === 'lost') return null;
  const cart = agent.carts.find(({ id }) => id === wanted.cart);
  if (cart) learn(story, cart, key, reply);
  return reply;
}

function fateFor(chance: Chance): Fate {
  if (chance.oneIn(6)) return 'lost';
  return chance.oneIn(6) ? 1 + chance.below(200) : 'heard';
}

function learn({ pages }: Story, cart: Cart, key: string | null, reply: Reply): void {
  const { status, body } = reply;
  const { session_id, payment_url, order_id, items, open_page } = body;
  if (status === 402 && typeof body.amount === 'number')
    cart.quotes.push({ cart: cart.id, key, amount: body.amount, reply });
  for (const id of [session_id, order_id]) if (typeof id === 'string') cart.sessions.add(id);
  if (Array.isArray(items) && 'version' in body)
    for (const { item_id } of items as readonly { readonly item_id: string }[]) cart.items.add(item_id);
  for (const url of [payment_url, (open_page as typeof body | undefined)?.payment_url])
    if (typeof url === 'string') learnPage(pages, cart, url);
}

/** Keeps the address of a chooser, or the page of a provider. */
export function learnPage(pages: Page[], cart: Cart, url: string): void {
  if (/\/pay\/kpc_/.test(url)) {
    cart.choosers.add(url);
    return;
  }
  const name = url.split('/').at(-1) ?? '';
  if (pages.some((page) => page.name === name)) return;
  const rail = name.startsWith('cs_') ? 'stripe-checkout' : 'coinbase';
  pages.push({ rail, url, name, cart: cart.id });
}

function lineOf({ door, what, cart, key, body, credential, at, answer }: Asked, fate: Fate): string {
  const asked = [
    `asked at ${(at / 1_000).toFixed(3)} s over ${door}: ${what} of ${cart ?? 'nothing'} ${body.slice(0, 160)}`,
    `key ${key?.slice(0, 8) ?? 'none'}`,
    ...(credential === null ? [] : [`with ${credential.slice(0, 14)}`]),
  ].join(', ');
  if (!answer) return `${asked}: no answer`;
  const { status, text, hadMoved } = answer;
  const word = errorIn(answer) ?? JSON.stringify(answer.body.status ?? answer.body.version ?? null);
  const said = [200, 402].includes(status) ? word : `${word} ${text.slice(0, 300)}`;
  return `${asked}: ${status} ${said}${fate === 'lost' ? ', which got lost' : ''}${hadMoved ? ', after its money had moved' : ''}`;
}

/** One of those, drawn; null of none. */
export function oneOf<T>(chance: Chance, from: readonly T[]): T | null {
  return from[chance.below(from.length)] ?? null;
}

/** The key that a copy takes: mostly a fresh one, as it should not. Over MCP it can do without. */
export function keyFor(chance: Chance, cart: Cart, door: Door): string | null {
  if (door === 'mcp' && chance.oneIn(3)) return null;
  const kept = chance.oneIn(3) ? oneOf(chance, cart.keys) : null;
  if (kept !== null) return kept;
  const key = randomUUID();
  cart.keys.push(key);
  return key;
}
