import type { Mode, RailManifest } from '@railyard/core/rail';
import type { Settings } from './options.ts';

/**
 * Coinbase's APIs know a key for 24 hours, by the page that is about all of them; the one about checkouts does not say
 * it again. Half of that is sure enough.
 */
export const KEY_LIFETIME = 12 * 3_600_000;

/** What the rail is. */
export const MANIFEST: RailManifest = {
  title: 'USDC on a page of Coinbase',
  payer: 'human',
  stage: 'beta',
  settlement: 'USDC on Base',
  currencies: { usd: { min: 1, max: 10_000_000_000 } },
  keyLifetime: KEY_LIFETIME,
  writes: { headers: [], body: [], meta: [] },
};

/** What a person can pay with on the page. */
export const METHODS: readonly string[] = ['usdc-on-base'];

/** Why the rail cannot be mounted in this mode, or null. */
export function refuses({ mode: own }: Pick<Settings, 'mode'>, mode: Mode): string | null {
  return own === mode
    ? null
    : `Rail "coinbase" is set up for mode "${own}". In mode "${mode}" make it with mode: "${mode}".`;
}
