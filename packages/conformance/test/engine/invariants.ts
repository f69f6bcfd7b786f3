import { recordOf } from './calls.ts';
import type { World } from './world.ts';

/**
 * What is wrong with a cart at rest, in words: there is as much money as the order says, nothing is open but a page or
 * a case, and no provider key stood for two requests.
 */
export async function faultsAtRest({ provider, ...world }: World, cart: string): Promise<readonly string[]> {
  const { cart: now, order, attempts, refunds } = await recordOf({ provider, ...world }, cart);
  const kept = provider.charges.filter((charge) => charge.refunds.length === 0);
  const open = attempts.filter(
    ({ state, openCase }) => openCase === null && ['created', 'submitted', 'pending'].includes(state),
  );
  const owed = refunds.filter(({ state, openCase }) => state !== 'refunded' && openCase === null);
  return [
    ...(kept.length === (order ? 1 : 0) ? [] : [`${kept.length} charges for ${order ? 'an' : 'no'} order`]),
    ...(kept.length === 1 && order && kept[0]?.amount !== order.total.amount ? ['a wrong amount'] : []),
    ...(order && order.version !== now.version ? ['a cart that changed under its order'] : []),
    ...open.map(({ state }) => `an attempt that is still ${state}`),
    ...owed.map(({ state }) => `a refund that is still ${state}`),
    ...provider.conflicts.map((key) => `two requests under the key ${key}`),
  ];
}
