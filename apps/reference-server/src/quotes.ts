import { hash } from 'node:crypto';
import type { Store } from '@railyard/core';
import { REQUEST_LIFETIME } from '@railyard/core/operator';

/** What a caller was quoted under an idempotency key. */
export interface Quote {
  readonly tenant: string;
  /** The id of the API key. */
  readonly principal: string;
  /** The version of the cart. */
  readonly version: number;
  /** A hash of the request's body. */
  readonly body: string;
}

/** Which quote a bare token answers, and so whose it is: by cart and idempotency key, which only that caller knows. */
export interface Quotes {
  /** Keeps a quote behind the answer that gave it. */
  keep(cart: string, key: string, quote: Quote): void;
  find(cart: string, key: string): Promise<Quote | null>;
  /** Resolves when all that was kept is written. */
  idle(): Promise<void>;
}

/** The store's space for quotes. */
export const QUOTE_SPACE = 'quote';

/** Quotes that come within so many milliseconds are written together: a write of its own would cost more than the rest of a 402. */
const GATHERING = 100;

/** Quotes in a space of the store. One that cannot be written is lost, which costs its caller a 401. */
export function storedQuotes(
  store: Store,
  { now, report }: { readonly now: () => number; readonly report: (error: unknown) => void },
): Quotes {
  const waiting = new Map<string, Quote>();
  let isGathering = false;
  let written: Promise<unknown> = Promise.resolve();

  async function write(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, GATHERING));
    isGathering = false;
    const gathered = [...waiting];
    await Promise.all(
      gathered.map(async ([key, quote]) => {
        await put(store, key, quote, now()).catch(report);
        if (waiting.get(key) === quote) waiting.delete(key);
      }),
    );
  }

  return {
    keep(cart, key, quote) {
      waiting.set(keyOf(cart, key), quote);
      if (isGathering) return;
      isGathering = true;
      const writing = write();
      written = written.then(() => writing);
    },
    async find(cart, key) {
      const name = keyOf(cart, key);
      return waiting.get(name) ?? (await store.get<Quote>(QUOTE_SPACE, name));
    },
    async idle() {
      await written;
    },
  };
}

function put(store: Store, key: string, quote: Quote, now: number): Promise<unknown> {
  const row = { value: quote, tenant: quote.tenant, state: 'quoted', due: now + REQUEST_LIFETIME };
  return store.update([{ space: QUOTE_SPACE, key }], () => ({ rows: [row], result: null }));
}

function keyOf(cart: string, key: string): string {
  // Half of the hash: two indexes hold it.
  return hash('sha256', JSON.stringify([cart, key]), 'base64url').slice(0, 22);
}
