import type { Approval } from '@railyard/core/spend';
import { keptOf } from '../fakes/ledger.ts';
import type { Charge } from '../fakes/wire.ts';
import { attemptOf, type Found, isRuled, isUnasked, type Stored } from './charges.ts';
import { isUnheard } from './heard.ts';
import type { SpendingPlan } from './plan.ts';
import type { World } from './world.ts';

/** What the simulation looks at in the record of what a principal has spent. */
interface Spent {
  readonly ledger: {
    readonly held: Readonly<Record<string, { readonly amount: number }>>;
    readonly spent: readonly { readonly amount: number }[];
  };
}

const LATE: readonly string[] = ['payment.late', 'case.opened'];
const NOTHING: Spent = { ledger: { held: {}, spent: [] } };

/** What is wrong with what principals have left, in words: it follows from their carts, and from nothing else. */
export async function faultsInSpending(world: World, carts: readonly Found[]): Promise<readonly string[]> {
  const { spending } = world;
  if (!spending) return [];
  const owners = new Map(carts.map(({ cart }) => [`${cart.tenant}/${cart.principal}`, cart]));
  const faults = await Promise.all(
    [...owners].map(async ([name, { tenant, principal }]) => {
      const own = carts.filter(({ cart }) => cart.tenant === tenant && cart.principal === principal);
      const key = `${tenant}:${await world.runtime.hash(`principal:${principal}`)}`;
      const record = (await world.store.get<Spent>('budget', key)) ?? NOTHING;
      const approvals = spending.asks ? await notApproved(world, own) : [];
      return [...faultsOf(world, spending, record, own), ...approvals].map((fault) => `${name}: ${fault}`);
    }),
  );
  return faults.flat();
}

function faultsOf(
  world: World,
  { budget }: SpendingPlan,
  { ledger: { held, spent } }: Spent,
  carts: readonly Found[],
): readonly string[] {
  const attempts = carts.flatMap(({ record }) => record.attempts);
  const owed = keptBy(world, carts, (charge) => !isUnheard(world, charge));
  const mayOwe = keptBy(world, carts, () => true);
  const unsettled = attempts.filter((one) => isUnsettled(one)).map(({ id }) => id);
  const [paid, counted, kept] = [
    attempts.map(({ settlement }) => settlement?.total?.amount ?? 0),
    spent.map(({ amount }) => amount),
    Object.values(held).map(({ amount }) => amount),
  ].map((amounts) => amounts.reduce((sum, amount) => sum + amount, 0)) as [number, number, number];
  // What a closed page held was free already when somebody paid on it all the same, and nothing is held for more.
  const isLate = carts.some(
    (one) =>
      one.charges.some((charge) => isUnasked(charge)) ||
      one.record.attempts.some(
        ({ rail, id }) => rail === 'hosted' && isTold(world, one, id, ['payment.late']),
      ),
  );
  return [
    ...(counted === paid ? [] : [`${counted} counts as spent, and payments took ${paid}`]),
    ...(paid + kept > budget && !isLate ? [`${paid} and ${kept} held pass the budget of ${budget}`] : []),
    ...unsettled.filter((id) => !(id in held)).map((id) => `nothing is held for ${id}`),
    ...Object.entries(owed)
      .filter(([id, amount]) => (held[id]?.amount ?? 0) < amount)
      .map(([id, amount]) => `${amount} was taken for ${id}, and counts as free`),
    ...Object.keys(held)
      .filter((id) => !unsettled.includes(id) && !(id in mayOwe))
      .map((id) => `${id} is over and still holds`),
  ];
}

/** What the provider keeps for attempts that is not their payment, by the attempt. */
function keptBy(
  world: World,
  carts: readonly Found[],
  counts: (charge: Charge) => boolean,
): Readonly<Record<string, number>> {
  const kept = carts.flatMap(({ record, charges }) =>
    record.attempts.map((attempt) => {
      const own = charges.filter(
        (charge) => counts(charge) && attemptOf(world, record, charge)?.id === attempt.id,
      );
      const total = attempt.settlement?.total?.amount ?? 0;
      return [attempt.id, own.reduce((sum, charge) => sum + heldBy(attempt, charge), 0) - total] as const;
    }),
  );
  return Object.fromEntries(kept.filter(([, amount]) => amount > 0));
}

/** A payment stays spent when it goes back; anything else counts until it does. */
function heldBy({ settlement, reference }: Stored['attempts'][number], charge: Charge): number {
  return settlement?.total && charge.id === reference ? charge.amount : keptOf(charge);
}

/**
 * Orders that nobody has approved as they are. Money that comes late, or that a person had to look at, makes an order
 * whatever has lapsed meanwhile.
 */
async function notApproved(world: World, carts: readonly Found[]): Promise<readonly string[]> {
  const orders = carts
    .filter((one) => !one.record.order || !isTold(world, one, one.record.order.attempt, LATE))
    .flatMap((one) => {
      const { order } = one.record;
      const { tenant } = one.cart;
      return order ? [{ tenant, order, stands: isRuled(one, order.attempt, 'stands') }] : [];
    });
  const faults = await Promise.all(
    orders.map(async ({ tenant, order, stands }) => {
      const key = `${tenant}:${order.id.replace('order_', 'apr_')}`;
      const approval = await world.store.get<Approval>('approval', key);
      const isSame = stands || approval?.purchase.total.amount === order.total.amount;
      return approval?.state === 'used' && isSame ? [] : [`${order.id} was paid, and nobody approved it`];
    }),
  );
  return faults.flat();
}

function isTold({ events }: World, { cart }: Found, attempt: string, types: readonly string[]): boolean {
  return events.some(
    (one) => types.includes(one.type) && one.subject.attempt === attempt && one.tenant === cart.tenant,
  );
}

function isUnsettled({ state, due }: Found['record']['attempts'][number]): boolean {
  const isOpen = ['created', 'submitted', 'action_required', 'pending'].includes(state);
  return isOpen || (state === 'declined' && due !== null);
}
