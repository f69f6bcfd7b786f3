import type { Mode, Purchase, RailManifest, Refusal } from '@railyard/core/rail';
import { CURRENCIES } from './currencies.ts';
import type { Settings } from './options.ts';
import { itemsOf } from './page.ts';

const HOUR = 3_600_000;
// Stripe's bound for a page.
const MOST_ITEMS = 100;

/** What the rail is. */
export function manifestOf(): RailManifest {
  return {
    title: 'Stripe Checkout',
    payer: 'human',
    stage: 'live',
    settlement: "Card and the account's other methods, by Stripe",
    currencies: CURRENCIES,
    // Stripe forgets a key after 24 hours.
    keyLifetime: 23 * HOUR,
    writes: { headers: [], body: ['stripe_checkout'], meta: [] },
  };
}

/** Why the rail cannot be mounted in this mode, or null. */
export function refuses({ mode: own }: Pick<Settings, 'mode'>, mode: Mode): string | null {
  return own === mode
    ? null
    : `Rail "stripe-checkout" has a secretKey for ${own} money. In mode "${mode}" pass one that begins with sk_${mode}_ or rk_${mode}_.`;
}

/** Why the rail cannot take this purchase, or null. */
export function accepts(purchase: Purchase): Refusal | null {
  const count = itemsOf(purchase).length;
  return count <= MOST_ITEMS
    ? null
    : {
        refused: 'too_many_lines',
        message: `Stripe's page lists ${MOST_ITEMS} lines at most, delivery and tip among them, and this purchase has ${count}. Split it into several carts.`,
      };
}
