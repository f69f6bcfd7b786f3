import type { Mode, Purchase, RailManifest, Refusal } from '@railyard/core/rail';
import type { Settings } from './options.ts';
import { connectorOf, unknownMerchant } from './prepared.ts';

/** Milliseconds: Stripe forgets a key after 24 hours. */
export const KEY_LIFETIME = 23 * 3_600_000;
// Stripe's bound for an amount, in digits.
const MOST = 99_999_999;

/** What the rail is. */
export function manifestOf({ currencies }: Settings): RailManifest {
  return {
    title: 'One-time card',
    payer: 'platform',
    stage: 'live',
    settlement: 'A card for one payment, by Stripe Issuing',
    refunds: 'whole',
    currencies: Object.fromEntries(currencies.map((code) => [code, { min: 1, max: MOST }])),
    keyLifetime: KEY_LIFETIME,
    writes: { headers: [], body: ['merchant_order'], meta: [] },
  };
}

/** Why the rail cannot be mounted in this mode, or null. */
export function refuses({ mode: own }: Settings, mode: Mode): string | null {
  return own === mode
    ? null
    : `Rail "card" has a secretKey for ${own} money. In mode "${mode}" pass one that begins with sk_${mode}_ or rk_${mode}_.`;
}

/** Why the rail cannot buy this purchase, or null. */
export function accepts(settings: Settings, { seller }: Purchase): Refusal | null {
  return connectorOf(settings, seller) ? null : unknownMerchant(seller);
}
