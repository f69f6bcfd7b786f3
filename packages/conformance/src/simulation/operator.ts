import type { Checkout } from '@railyard/core';
import { type Case, listCases, listRulings, type RulingCall, resolveCase } from '@railyard/core/operator';
import { keptOf } from '../fakes/ledger.ts';
import type { Charge } from '../fakes/wire.ts';
import { ask } from '../fakes/wire.ts';
import { attemptOf, type Found, found } from './charges.ts';
import type { World } from './world.ts';

type Decision = Pick<RulingCall, 'ruling'> & Partial<Pick<RulingCall, 'insist' | 'reference'>>;

const LIMIT = 100;
const CARELESS: Decision = { ruling: 'unpaid' };

/**
 * A person rules on every case: carelessly first, by what would be the least work, and where that is refused by what
 * the provider's book shows. Tells of cases that ended without a ruling; what became of the money is for `faultsAtRest`.
 */
export async function operate(world: World): Promise<readonly string[]> {
  const engine = world.calm.engine();
  if (!engine) throw new TypeError('A machine without mishaps is up.');
  const carts = await found(world);
  const faults: string[] = [];
  for (const tenant of new Set(world.carts.map((cart) => cart.tenant))) {
    const open = await casesOf(world, tenant);
    for (const one of open)
      await ruleOn(world, engine.checkout, tenant, { ...one, found: foundOf(carts, one) });
    const ended = open.length - (await casesOf(world, tenant)).length;
    const { rulings } = await listRulings(world.store, { tenant, limit: LIMIT });
    if (rulings.length !== ended)
      faults.push(`${tenant}: ${ended} cases ended, and ${rulings.length} rulings are kept`);
  }
  return faults;
}

async function casesOf({ store }: World, tenant: string): Promise<readonly Case[]> {
  return (await listCases(store, { tenant, limit: LIMIT })).cases;
}

type Opened = Case & { readonly found: Found };

async function ruleOn(world: World, checkout: Checkout, tenant: string, one: Opened): Promise<void> {
  const honest = await decide(world, one);
  if (!honest) return;
  for (const [index, decision] of (one.about === 'payment' ? [CARELESS, honest] : [honest]).entries()) {
    const call = { tenant, case: one.id, key: `${index}`, by: 'operator', reason: 'seen', insist: true };
    const ruled = await resolveCase(checkout, { ...call, ...decision }).catch(() => null);
    world.tell(`a person rules ${decision.ruling} on ${one.id}: ${ruled ? ruled.became.state : 'refused'}`);
    if (ruled) return;
  }
}

/** What is true by the provider's book; null where nothing can be done yet. */
async function decide(world: World, one: Opened): Promise<Decision | null> {
  const { about, rulings, found: at, id } = one;
  if (about === 'refund') return decideRefund(at, id);
  const charges = chargesOf(world, at, id);
  if (rulings.includes('stands')) return decideSeen(world, charges, one);
  const [charge] = charges;
  return charge ? { ruling: 'paid', reference: charge.id } : { ruling: 'unpaid' };
}

/** By chance: it stands, it is said to be back and is not, it goes back. */
async function decideSeen(
  world: World,
  charges: readonly Charge[],
  { id, amount: { amount }, found: { record } }: Opened,
): Promise<Decision | null> {
  const payment = charges.find((charge) => charge.amount === amount);
  const [first] = charges;
  if (!first) return null;
  const turn = id.charCodeAt(id.length - 1) % 3;
  if (turn === 0) return { ruling: 'stands', reference: (payment ?? first).id };
  if (turn === 1) return { ruling: 'returned' };
  for (const charge of charges)
    if (charge !== payment && keptOf(charge) > 0 && !(await giveBack(world, charge))) return null;
  const isMade = record.attempts.some((one) => id.endsWith(`.${one.id}`) && one.state === 'paid');
  // What is left is the payment, and the engine finds that out by itself.
  return payment && !isMade ? null : { ruling: 'returned', insist: false };
}

function decideRefund({ charges }: Found, id: string): Decision | null {
  const given = charges.flatMap(({ refunds }) => refunds).find((one) => id.endsWith(`.${one.id}`));
  return given ? { ruling: 'refunded', reference: given.reference } : null;
}

function chargesOf(world: World, { record, charges }: Found, id: string): readonly Charge[] {
  return charges.filter((charge) => id.endsWith(`.${attemptOf(world, record, charge)?.id}`));
}

/** By hand, at the provider. */
async function giveBack({ provider }: World, charge: Charge): Promise<boolean> {
  const request = { charge: charge.id, id: `by_hand_${charge.id}`, amount: charge.amount };
  const { state } = await ask({ fetch: provider.fetch, key: `by_hand_${charge.id}` }, 'refund', request);
  return state === 'refunded';
}

function foundOf(carts: readonly Found[], { cart }: Case): Found {
  const one = carts.find((each) => each.cart.id === cart);
  if (!one) throw new TypeError('A case is of a cart that is not there.');
  return one;
}
