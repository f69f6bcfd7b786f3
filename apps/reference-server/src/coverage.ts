import { z } from '@hono/zod-openapi';
import { type Address, type Purchase, type PurchaseLine, RailError } from '@railyard/core';
import type { Catalogue } from './catalogue.ts';
import { regionCode } from './regions.ts';
import type { Coverage, Seller, Sellers } from './sellers.ts';

export const coverageOutput = z
  .object({
    countries: z.array(z.string()),
    states: z.array(z.string()).nullable(),
    cities: z.array(z.string()).nullable(),
  })
  .openapi('DeliveryCoverage');

/** Whether the seller delivers to this address. */
export function isCovered({ countries, states, cities }: Coverage, address: Address): boolean {
  const { country, region, city } = address;
  if (!countries.includes(country)) return false;
  if (states !== null && !states.includes(stateOf(country, region))) return false;
  return cities === null || cities.some((one) => isSameCity(one, city));
}

/** A state as coverages name it: its code, else what was written, in upper case. */
function stateOf(country: string, region: string | null): string {
  return region === null ? '' : (regionCode(country, region) ?? region.toUpperCase());
}

/** Throws `invalid_shipping` where the seller delivers to some states alone, and the address names none that there is. */
export function checkState({ coverage }: Seller, { country, region }: Address): void {
  const { countries, states } = coverage;
  if (states === null || !countries.includes(country) || states.includes(stateOf(country, region))) return;
  if (region !== null && regionCode(country, region) !== null) return;
  const named = states.join(', ');
  const given =
    region === null ? 'The address has no region.' : `There is no region "${region}" in ${country}.`;
  throw new RailError('invalid_shipping', `${given} The seller delivers to these alone: ${named}.`, {
    details: { delivery_coverage: shapeCoverage(coverage) },
    nextAction: `Send region as the code or the name of the state. The seller delivers to ${named} alone.`,
  });
}

/** Letters alone, whatever their case, accents and width: people write São Paulo as they can. */
const letters = new Intl.Collator('und', { usage: 'search', sensitivity: 'base' });

function isSameCity(one: string, other: string): boolean {
  return letters.compare(spaced(one), spaced(other)) === 0;
}

function spaced(name: string): string {
  return name.trim().replaceAll(/\s+/g, ' ');
}

/** Minor units for delivering there; nothing where the seller does not deliver, or sells on their own site alone. */
export function deliveryFeeTo({ coverage, deliveryFee, purchasable }: Seller, address: Address): number {
  return purchasable && isCovered(coverage, address) ? deliveryFee : 0;
}

/** Whether nothing of this is delivered. */
export async function isDigital(
  catalogue: Catalogue,
  { seller, lines }: { readonly seller: string; readonly lines: readonly Pick<PurchaseLine, 'variant'>[] },
): Promise<boolean> {
  const variants = await catalogue.variantsOf(seller);
  const digital = new Set(variants.flatMap(({ id, digital: is }) => (is ? [id] : [])));
  return lines.length > 0 && lines.every(({ variant }) => digital.has(variant));
}

/**
 * Refuses a purchase of what is delivered that has no address, or one the seller does not deliver to; a hand-off too.
 * Resolves with the seller.
 */
export function admitDelivery(
  sellers: Sellers,
  catalogue: Catalogue,
): (purchase: Pick<Purchase, 'lines' | 'seller' | 'shipTo'>) => Promise<Seller> {
  return async ({ seller: name, shipTo, lines }) => {
    const seller = await sellers.find(name);
    if (!seller?.onSale) throw sellerGone();
    if (!shipTo) {
      if (await isDigital(catalogue, { seller: name, lines })) return seller;
      const why = seller.purchasable ? '' : ' Users are handed over to sellers who deliver to them alone.';
      throw new RailError('invalid_shipping', `The cart has no shipping address.${why}`);
    }
    checkState(seller, shipTo);
    if (isCovered(seller.coverage, shipTo)) return seller;
    throw new RailError('delivery_unavailable', 'The seller does not deliver to the address of the cart.', {
      details: { delivery_coverage: shapeCoverage(seller.coverage) },
    });
  };
}

/** Why nothing can be bought in a cart whose seller is no longer on sale. */
export function sellerGone(): RailError {
  return new RailError('not_found', 'The seller of this cart has left the platform.', {
    nextAction: 'Buy from another seller.',
  });
}

export function shapeCoverage({ countries, states, cities }: Coverage): z.output<typeof coverageOutput> {
  return { countries: [...countries], states: states && [...states], cities: cities && [...cities] };
}
