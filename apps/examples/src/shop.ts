import { createCheckout } from '@railyard/core';
import { type Guard, guard } from '@railyard/core/http';
import { webRuntime } from '@railyard/core/runtime';
import { memoryStore, type Store } from '@railyard/core/store';
import { type X402Options, x402 } from '@railyard/rail-x402';

/**
 * A shop that sells weather reports at $0.05 and takes USDC over x402. In production it needs a durable store, a
 * sealing key that is kept, and `reconcile` every few seconds.
 */
export function openShop(options: X402Options, store: Store = memoryStore()): Guard {
  const mounts = [{ rail: x402(options), account: 'main', active: true }];
  const checkout = createCheckout({
    store,
    runtime: webRuntime([{ id: 'k1', bytes: crypto.getRandomValues(new Uint8Array(32)) }]),
    mode: 'test',
    rails: () => mounts,
    limits: () => ({ maxItemQuantity: 10, maxCartTotal: { usd: 100_00 } }),
    fetch,
  });
  return guard({
    checkout,
    tenant: 'weather',
    seller: 'weather',
    sale: () => ({ title: 'A weather report', price: { amount: 5, currency: 'usd' } }),
  });
}

/** What is sold. */
export function report(): { readonly weather: string } {
  return { weather: 'sunny' };
}
