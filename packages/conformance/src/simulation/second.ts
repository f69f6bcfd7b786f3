import type { Charge } from '../fakes/wire.ts';
import { type Found, sourceOf } from './charges.ts';
import type { World } from './world.ts';

/**
 * An authorization that was refused may land at any time, so a cart can be charged twice. But once it has landed,
 * whoever shows another credential gets its order, unless it is for an earlier version or is known to go back.
 */
export function secondCharges({ told, events }: World, { cart, charges, record }: Found): readonly string[] {
  function isNeedless(landed: Charge, other: Charge): boolean {
    const shown = told.find(({ ask }) => ask.cart === cart.id && sourceOf(ask) === other.source)?.from;
    if (other === landed || other.amount !== landed.amount || shown === undefined) return false;
    const attempt = record.attempts.find(({ proof }) => proof === landed.source)?.id;
    const isKnown = events.some(
      ({ type, subject, at }) => type === 'refund.due' && subject.attempt === attempt && at <= shown,
    );
    return landed.at < shown && !isKnown;
  }

  const landings = charges.filter(({ source }) => source.includes('refused'));
  return landings.flatMap((landed) =>
    charges
      .filter((other) => isNeedless(landed, other))
      .map(({ source }) => `${source} was taken although ${landed.source} had landed before`),
  );
}
