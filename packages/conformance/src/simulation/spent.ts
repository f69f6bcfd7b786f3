import type { Approval } from '@railyard/core/spend';
import { keptOf } from '../fakes/ledger.ts';
import { attemptOf, type Found, isRuled } from './charges.ts';
import type { SpendingPlan } from './plan.ts';
import type { World } from './world.ts';

/** What the simulation looks at in the record of what a principal has spent. */
interface Spent {
  readonly ledger: {
    readonly held: Readonly<Record<string, { readonly amount: number }>>;
    readonly spent: readonly { readonly amount: number }[];
  };
}

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
  const owed = keptBy(world, carts);
  const unsettled = attempts.filter((one) => isUnsettled(one)).map(({ id }) => id);
  const [paid, counted, kept] = [
    attempts.map(({ settlement }) => settlement?.total?.amount ?? 0),
    spent.map(({ amount }) => amount),
    Object.values(held).map(({ amount }) => amount),
  ].map((amounts) => amounts.reduce((sum, amount) => sum + amount, 0)) as [number, number, number];
  // What a closed page held was free already when somebody paid on it all the same.
  const isLate = carts.some((one) =>
    one.record.attempts.some(({ rail, id }) => rail === 'hosted' && cameLate(world, one, id)),
  );
  return [
    ...(counted === paid ? [] : [`${counted} counts as spent, and payments took ${paid}`]),
    ...(paid + kept > budget && !isLate ? [`${paid} and ${kept} held pass the budget of ${budget}`] : []),
    ...unsettled.filter((id) => !(id in held)).map((id) => `nothing is held for ${id}`),
    ...Object.entries(owed)
      .filter(([id, amount]) => (held[id]?.amount ?? 0) < amount)
      .map(([id, amount]) => `${amount} was taken for ${id}, and counts as free`),
    ...Object.keys(held)
      .filter((id) => !unsettled.includes(id) && !(id in owed))
      .map((id) => `${id} is over and still holds`),
  ];
}

/** What the provider keeps for attempts that have made no payment, by the attempt. */
function keptBy(world: World, carts: readonly Found[]): Readonly<Record<string, number>> {
  const kept = carts.flatMap(({ record, charges }) =>
    charges.flatMap((charge) => {
      const attempt = attemptOf(world, record, charge);
      const amount = attempt && attempt.state !== 'paid' ? keptOf(charge) : 0;
      return attempt && amount > 0 ? [[attempt.id, amount] as const] : [];
    }),
  );
  return Object.fromEntries(kept);
}

/** Orders that nobody has approved as they are. Money that comes late makes an order whatever has lapsed meanwhile. */
async function notApproved(world: World, carts: readonly Found[]): Promise<readonly string[]> {
  const orders = carts
    .filter((one) => !one.record.order || !cameLate(world, one, one.record.order.attempt))
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

function cameLate({ events }: World, { cart }: Found, attempt: string): boolean {
  return events.some(
    (one) => one.type === 'payment.late' && one.subject.attempt === attempt && one.tenant === cart.tenant,
  );
}

function isUnsettled({ state, due }: Found['record']['attempts'][number]): boolean {
  const isOpen = ['created', 'submitted', 'action_required', 'pending'].includes(state);
  return isOpen || (state === 'declined' && due !== null);
}
