import {
  type Mode,
  type Purchase,
  RailError,
  type RailManifest,
  type Refusal,
  toUnits,
} from '@railyard/core/rail';
import { refusal } from './check.ts';
import { type Network, USDC_DECIMALS } from './networks.ts';
import type { Settings } from './options.ts';
import type { Requirement } from './wire/requirement.ts';

/** What the rail is, on this network. */
export function manifestOf({ name }: Network): RailManifest {
  return {
    title: 'x402',
    payer: 'agent',
    stage: 'beta',
    settlement: `USDC on ${name}`,
    currencies: { usd: { min: 1 } },
    keyLifetime: null,
    writes: {
      headers: ['PAYMENT-REQUIRED', 'X-Payment-Required', 'PAYMENT-RESPONSE', 'X-PAYMENT-RESPONSE'],
      body: ['x402Version', 'accepts', 'resource', 'extensions', 'transaction'],
      meta: ['x402/error', 'x402/payment-required', 'x402/payment-response'],
    },
  };
}

/** Why the rail cannot be mounted in this mode, or null. */
export function refuses({ network, chain }: Settings, mode: Mode): string | null {
  if (network.mode !== mode) {
    const other = mode === 'live' ? 'base' : 'base-sepolia';
    return `Rail "x402" takes ${network.mode} money on ${network.name}. In mode "${mode}" set its network to "${other}".`;
  }
  return mode === 'live' && !chain
    ? 'Rail "x402" has no rpcUrl. In mode "live" it believes the chain alone: pass the address of a node to x402().'
    : null;
}

/** Why the rail cannot take this purchase, or null. */
export function accepts({ total }: Purchase): Refusal | null {
  return total.currency === 'usd'
    ? null
    : refusal('currency_unsupported', 'Rail "x402" takes usd only, as USDC at par.');
}

/** What one payment for this purchase has to be. Throws `validation` for a currency that is not at par with USDC. */
export function requirementOf(settings: Settings, purchase: Purchase): Requirement {
  const fault = accepts(purchase);
  if (fault) throw new RailError('validation', fault.message);
  return requirementFor(settings, toUnits(purchase.total, USDC_DECIMALS), settings.payTo);
}

/** What a transfer of so many units to this address has to be. */
export function requirementFor(
  { network, maxTimeoutSeconds }: Settings,
  units: bigint,
  payTo: string,
): Requirement {
  return {
    scheme: 'exact',
    network: network.caip2,
    asset: network.usdc.address,
    amount: units.toString(),
    payTo,
    maxTimeoutSeconds,
    extra: { name: network.usdc.name, version: network.usdc.version },
  };
}
