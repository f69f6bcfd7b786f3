import { keptOf } from '../fakes/ledger.ts';
import type { Charge } from '../fakes/wire.ts';
import { SHIRT } from './ask.ts';
import { attemptOf, type Found, isMore, isRefused, isRuled, isUnasked } from './charges.ts';
import { untold } from './events.ts';
import { isUnheard } from './heard.ts';
import { secondCharges } from './second.ts';
import type { World } from './world.ts';

const OPEN: readonly string[] = ['created', 'submitted', 'action_required', 'pending'];

/**
 * What is wrong once everything has come to rest, in words: money without an order or an order without money, a wrong
 * amount, a credential that paid twice, something left open that nobody was told of.
 */
export function faultsAtRest(world: World, carts: readonly Found[]): readonly string[] {
  const { provider } = world;
  const owned = carts.flatMap(({ charges }) => charges);
  const lost = provider.charges.filter((charge) => owned.filter((one) => one.id === charge.id).length !== 1);
  const sources = provider.charges.map(({ source }) => source);
  const twice = new Set(sources.filter((source, index) => sources.indexOf(source) !== index));
  return [
    ...lost.map(({ id, source }) => `${id} of ${source} does not belong to exactly one cart`),
    ...[...twice].map((source) => `${source} paid twice`),
    ...provider.conflicts.map((key) => `two requests under the provider's key ${key}`),
    ...carts.flatMap((cart) => faultsOf(world, cart)),
  ];
}

function faultsOf(world: World, found: Found): readonly string[] {
  const { cart, record, waiting, charges } = found;
  const { order, attempts, refunds } = record;
  const of = (charge: Charge): string | undefined => attemptOf(world, record, charge)?.id;
  const paying = charges.find(({ id }) => id === order?.reference);
  const now = world.runtime.now();
  const open = attempts.filter(
    ({ state, openCase, settlement }) =>
      OPEN.includes(state) && openCase === null && !((settlement?.expiresAt ?? 0) > now),
  );
  const owed = refunds.filter(({ state, openCase }) => state !== 'refunded' && openCase === null);
  const total = SHIRT + record.cart.tip;
  // A person has let it stand at what was taken.
  const stands = isRuled(found, order?.attempt, 'stands');
  const own = charges.filter((charge) => of(charge) === order?.attempt);
  const agreed = stands && paying ? [paying.amount, own.reduce((sum, one) => sum + keptOf(one), 0)] : [total];
  const landed = charges.filter((charge) => isRefused(charge.source) || isUnasked(charge));
  const backOf = (attempt: string): readonly Charge[] =>
    charges.filter((charge) => isBack(charge) && !isMore(charge) && of(charge) === attempt);
  const faults = [
    ...(charges.length - landed.length > 1 ? [`${charges.length} charges`] : []),
    ...refunds
      .filter(({ attempt, state }) => state === 'failed' && backOf(attempt).length > 0)
      .map(({ id }) => `${id} is said to have failed, and the money went back`),
    ...charges
      .filter((charge) => charge !== paying && !isSettled(world, found, charge) && !isUnheard(world, charge))
      .map(({ id, source }) => `${id} of ${source} was taken, and nobody owes anything for it`),
    ...(order && !paying ? ['an order without money'] : []),
    ...(paying && paying.refunds.length > 0 ? ['an order whose money went back'] : []),
    ...(paying && !agreed.includes(paying.amount) ? [`${paying.amount} taken instead of ${total}`] : []),
    ...(order && !agreed.includes(order.total.amount)
      ? [`an order of ${order.total.amount}, not ${agreed.join(' or ')}`]
      : []),
    ...(order && order.version !== record.cart.version ? ['a cart that changed under its order'] : []),
    ...open.map(({ id, state }) => `${id} is still ${state}`),
    ...owed.map(({ attempt, state }) => `a refund of ${attempt} is still ${state}`),
    ...attempts
      .filter(({ state, sealed }) => !OPEN.includes(state) && sealed !== null)
      .map(({ id }) => `${id} has ended and still keeps its credential`),
    ...secondCharges(world, found),
    ...(waiting.length > 0 ? [`${waiting.length} events that nobody was told`] : []),
    ...untold(world, found),
  ];
  return faults.map((fault) => `${cart.tenant}/${cart.id}: ${fault}`);
}

/** Given back in full, or a person has to look at it. */
function isSettled(world: World, found: Found, charge: Charge): boolean {
  if (isBack(charge)) return true;
  const { record } = found;
  const attempt = attemptOf(world, record, charge);
  // A person has insisted that it has come back; it stays counted, as `faultsInSpending` knows.
  if (isRuled(found, attempt?.id, 'returned')) return true;
  const isOrdered = attempt !== undefined && attempt.id === record.order?.attempt;
  if ((isOrdered || isMore(charge)) && isRuled(found, attempt?.id, 'stands')) return true;
  const refunds = record.refunds.filter((refund) => refund.attempt === attempt?.id);
  return [attempt, ...refunds].some((one) => one?.openCase != null);
}

function isBack(charge: Charge): boolean {
  return keptOf(charge) === 0;
}
