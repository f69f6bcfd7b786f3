import { refusalOf } from '../checkout/quote.ts';
import type { Mount, Yard } from '../checkout/yard.ts';
import { RailError } from '../errors.ts';
import type { Purchase } from '../purchase.ts';
import type { ChooserMethod } from './record.ts';

/** The methods whose rail is active and takes the purchase. Throws with the reasons when there is none. */
export function methodsFor(
  yard: Yard,
  mounts: readonly Mount[],
  purchase: Purchase,
  methods: readonly ChooserMethod[],
): readonly ChooserMethod[] {
  const refused: Record<string, string> = {};
  const kept = methods.filter(({ name, rail }) => {
    const mount = mounts.find(
      (one) => one.active && one.rail.id === rail && one.rail.manifest.payer === 'human',
    );
    if (!mount) return false;
    const refusal = refusalOf(yard, mount.rail, purchase);
    if (refusal) refused[name] = refusal.message;
    return !refusal;
  });
  if (kept.length > 0) return kept;
  const isActive = Object.keys(refused).length > 0;
  throw new RailError(
    isActive ? 'purchase_not_accepted' : 'rail_not_active',
    'No payment page that the seller has activated takes this purchase.',
    { details: { refused } },
  );
}
