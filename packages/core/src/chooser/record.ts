import type { CartKey } from '../checkout/keys.ts';
import type { Key } from '../store.ts';

/** A way to pay that a buyer can choose, and the rail whose page it opens. */
export interface ChooserMethod {
  /** As the API and the page name it: `usdc-on-base`. */
  readonly name: string;
  readonly rail: string;
}

/** A page where a buyer chooses how to pay one version of a cart. A cart has one at a time. */
export interface ChooserRecord {
  readonly id: string;
  readonly tenant: string;
  readonly cart: string;
  readonly version: number;
  readonly principal: string;
  readonly email: string | null;
  readonly resource: string;
  /** The request that gets the order once it is paid; null without an idempotency key. */
  readonly request: { readonly key: string; readonly fingerprint: string } | null;
  readonly methods: readonly ChooserMethod[];
  /** In milliseconds since 1970. */
  readonly expiresAt: number;
}

/** The chooser of a cart. The keys of pages in the same space are hashes. */
export function chooserKey(cart: CartKey): Key {
  return { space: 'reference', key: `chooser:${cart.key}` };
}
