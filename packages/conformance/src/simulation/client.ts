import { editCart } from '@railyard/core/cart';
import { encodeNonce } from '../fakes/nonce.ts';
import { type Random, randomFrom } from '../fakes/random.ts';
import type { Ask } from './ask.ts';
import { HABITS } from './habits.ts';
import type { ClientPlan, RailName } from './plan.ts';
import type { Credential, PlacedCart, Told, World } from './world.ts';

const RAILS: readonly RailName[] = ['keyed', 'nonce', 'hosted'];

/** What a client has in mind. */
interface Mind {
  readonly random: Random;
  readonly name: string;
  /** Which of its cart's clients it is. */
  readonly place: number;
  readonly cart: PlacedCart;
  keys: number;
  credentials: number;
  rail: RailName;
  credential: Credential | null;
  /** What the last challenge asked for; null before the first. */
  price: number | null;
}

/**
 * Lets a client live as it is used to, until it has its order, loses its patience or has called as often as it will.
 */
export async function live(world: World, clients: readonly ClientPlan[], number: number): Promise<void> {
  const plan = clients[number - 1];
  if (!plan) return;
  const cart = world.carts[plan.cart];
  if (!cart) return;
  const mind: Mind = {
    random: randomFrom(plan.seed),
    name: `${plan.habit} client ${number}`,
    place: clients.slice(0, number).filter((one) => one.cart === plan.cart).length,
    cart,
    keys: 1,
    credentials: 0,
    rail: plan.rail,
    credential: null,
    price: null,
  };
  for (const pause of [plan.from, ...plan.pauses]) {
    await world.runtime.sleep(pause);
    const answer = await callOnce(world, plan, mind);
    if (answer?.status === 200 && answer.body.status === 'paid' && !mind.random.chance(0.3)) return;
    learn(plan, mind, answer);
  }
}

async function callOnce(world: World, plan: ClientPlan, mind: Mind): Promise<Told['answer']> {
  const { random, cart } = mind;
  const habit = HABITS[plan.habit];
  if (habit.edits && random.chance(habit.edits)) await edit(world, mind);
  const host = world.hosts[random.below(world.hosts.length)];
  return host ? world.call(mind.name, host, { ...askOf(world, plan, mind), cart: cart.id }) : null;
}

function askOf(world: World, plan: ClientPlan, mind: Mind): Omit<Ask, 'cart'> {
  const { tenant, principal } = mind.cart;
  const habit = HABITS[plan.habit];
  const ask = {
    tenant,
    principal: habit.intrudes ? 'mallory' : principal,
    // Others have keys of the same name, for carts of their own.
    key: habit.key === 'none' ? null : `${mind.place}-${mind.keys}`,
    body: habit.rewrites && mind.random.chance(0.5) ? { note: 'changed' } : {},
  };
  if (mind.rail === 'hosted') return { ...ask, headers: {}, page: 'hosted' };
  return { ...ask, headers: credentialOf(world, plan, mind) ?? {} };
}

/** The credential that the client shows now; null while it does not know the price. */
function credentialOf(world: World, plan: ClientPlan, mind: Mind): Credential | null {
  if (HABITS[plan.habit].borrows && world.shown.length > 0 && mind.random.chance(0.6))
    return world.shown[mind.random.below(world.shown.length)] ?? null;
  if (mind.price === null) return null;
  if (mind.credential) return mind.credential;
  mind.credentials += 1;
  mind.credential = newCredential(world, plan, mind, mind.price);
  world.shown.push(mind.credential);
  return mind.credential;
}

/** The name of a token or a nonce tells the provider what it is worth. */
function newCredential(
  world: World,
  plan: ClientPlan,
  { name, rail, credentials }: Mind,
  amount: number,
): Credential {
  const worth = plan.credentials[credentials - 1] ?? plan.credentials.at(-1) ?? 'good';
  const own = `${name.replaceAll(' ', '')}x${credentials}`;
  const isGood = worth === 'good' || worth === 'refused';
  if (rail === 'keyed') return { 'x-keyed-token': isGood ? `tok_${own}` : `tok_${worth}_${own}` };
  const nonce = worth === 'refused' ? `refused${own}` : own;
  const validBefore = world.runtime.now() + plan.validFor;
  return { 'x-nonce': encodeNonce({ payer: '0xab', nonce, amount, currency: 'usd', validBefore }) };
}

/** What the client makes of an answer. */
function learn({ habit }: ClientPlan, mind: Mind, answer: Told['answer']): void {
  const { key, credential } = HABITS[habit];
  const refused = answer?.status === 402;
  const body = answer?.body as { readonly amount?: number; readonly error?: string } | undefined;
  if (refused && body?.amount !== undefined) mind.price = body.amount;
  if (key === 'fresh') mind.keys += 1;
  const declined = refused && mind.credential !== null;
  if (declined || credential === 'fresh') mind.credential = null;
  if (credential === 'other_rail') {
    mind.credential = null;
    mind.rail = RAILS[(RAILS.indexOf(mind.rail) + 1) % RAILS.length] ?? mind.rail;
  }
}

async function edit(world: World, { name, cart, random }: Mind): Promise<void> {
  const engine = world.hosts[random.below(world.hosts.length)]?.engine();
  if (!engine) return;
  const tip = 100 * (1 + random.below(3));
  const { id, ...owner } = cart;
  world.tell(`${name} sets the tip to ${tip}`);
  const edited = editCart(
    engine.checkout,
    { ...owner, operation: 'cart.edit', key: null, body: { tip } },
    id,
    { type: 'tip', tip },
  );
  const quiet = edited.then(
    () => 'edited',
    (error: unknown) => String(error),
  );
  const end = await Promise.race([
    quiet,
    engine.death.then(() => 'nothing'),
    world.runtime.sleep(60_000).then(() => 'nothing'),
  ]);
  world.tell(`${name} hears of its edit: ${end}`);
}
