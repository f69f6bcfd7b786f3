import type { RailBench } from '@railyard/conformance';
import { handoff } from '../src/index.ts';
import { linksWith, SECRET, SELLER } from './shop.ts';

/** A hand-off, whose seller's own site nobody asks anything. */
export function bench(linked: 'with links' | 'without links'): () => RailBench {
  const seller = { ...SELLER, handle: 'seller_1' };
  const links = linksWith({
    storefrontOf: () => seller.storefront,
    productOf: (variant) => `https://oakridge.example/p/${encodeURIComponent(variant)}`,
  });
  return () => ({
    rail: () => handoff(linked === 'with links' ? { seller, links } : { seller }),
    answer: () => new Response(null, { status: 500 }),
    book: () => ({ charges: [], refunds: [] }),
    secrets: () => [SECRET],
  });
}
