import { z } from '@hono/zod-openapi';
import { type Address, type Purchase, RailError } from '@railyard/core';
import { regionCode } from '../../regions.ts';
import type { Coverage, Seller, Sellers } from '../../sellers.ts';

export const coverageOutput = z
  .object({ countries: z.array(z.string()), states: z.array(z.string()).nullable() })
  .openapi('DeliveryCoverage');

/** Whether the seller delivers to this address. */
export function isCovered({ countries, states }: Coverage, { country, region }: Address): boolean {
  if (!countries.includes(country)) return false;
  return states === null || states.includes(stateOf(country, region));
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

/** Minor units for delivering there; nothing where the seller does not deliver. */
export function deliveryFeeTo({ coverage, deliveryFee }: Seller, address: Address): number {
  return isCovered(coverage, address) ? deliveryFee : 0;
}

/** Refuses a purchase that has no address, or one the seller does not deliver to. */
export function admitDelivery(sellers: Sellers): (purchase: Purchase) => Promise<void> {
  return async ({ seller: name, shipTo }) => {
    if (!shipTo) {
      throw new RailError('invalid_shipping', 'The cart has no shipping address.');
    }
    const seller = await sellers.find(name);
    if (seller) checkState(seller, shipTo);
    if (seller && isCovered(seller.coverage, shipTo)) return;
    throw new RailError('delivery_unavailable', 'The seller does not deliver to the address of the cart.', {
      ...(seller && { details: { delivery_coverage: shapeCoverage(seller.coverage) } }),
    });
  };
}

export function shapeCoverage({ countries, states }: Coverage): z.output<typeof coverageOutput> {
  return { countries: [...countries], states: states && [...states] };
}
