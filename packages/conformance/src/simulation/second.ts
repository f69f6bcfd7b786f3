import type { Charge } from '../fakes/wire.ts';
import { attemptOf, type Found, isRefused, sourceOf } from './charges.ts';
import type { World } from './world.ts';

/**
 * An authorization that was refused may land at any time, so a cart can be charged twice. But once it has landed,
 * whoever shows another credential gets its order, unless it is for another version or has to go back: a page was open.
 */
export function secondCharges(world: World, { cart, charges, record }: Found): readonly string[] {
  const { told, events } = world;

  function isNeedless(landed: Charge, other: Charge): boolean {
    const shown = told.find(({ ask }) => ask.cart === cart.id && sourceOf(ask) === other.source)?.from;
    const [one, two] = [attemptOf(world, record, landed), attemptOf(world, record, other)];
    if (one === two || one?.purchase.version !== two?.purchase.version || shown === undefined) return false;
    const isKnown = events.some(
      ({ type, subject, at }) => type === 'refund.due' && subject.attempt === one?.id && at <= other.at,
    );
    return landed.at < shown && !isKnown;
  }

  const landings = charges.filter(({ source }) => isRefused(source));
  return landings.flatMap((landed) =>
    charges
      .filter((other) => isNeedless(landed, other))
      .map(({ source }) => `${source} was taken although ${landed.source} had landed before`),
  );
}
