import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
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
  /** Keeps a quote behind the answer that gave it; of a cart those under its five newest keys. */
  keep(cart: string, key: string, quote: Quote): void;
  find(cart: string, key: string): Promise<Quote | null>;
  /** Resolves when all that was kept is written. */
  idle(): Promise<void>;
}

/** The store's space for quotes. */
export const QUOTE_SPACE = 'quote';

/** Quotes that come within so many milliseconds are written together: a write of its own would cost more than the rest of a 402. */
const GATHERING = 100;
const MOST_OF_A_CART = 5;

/** By idempotency key, the newest last. */
type Asked = ReadonlyMap<string, Quote>;

interface StoredQuote extends Quote {
  /** A hash of cart and key. */
  readonly name: string;
  /** When it has served its time, in milliseconds since 1970. */
  readonly until: number;
}

/** Quotes in a space of the store, one record for each cart. One that cannot be written is lost, which costs its caller a 401. */
export function storedQuotes(
  store: Store,
  { now, report }: { readonly now: () => number; readonly report: (error: unknown) => void },
): Quotes {
  let waiting = new Map<string, Map<string, Quote>>();
  let leaving: ReadonlyMap<string, Asked> = new Map();
  let written: Promise<void> | null = null;

  async function write(): Promise<void> {
    while (waiting.size > 0) {
      await delay(GATHERING);
      leaving = waiting;
      waiting = new Map();
      await Promise.all(
        [...leaving].map(([cart, asked]) => put(store, { cart, asked }, now()).catch(report)),
      );
      leaving = new Map();
    }
    written = null;
  }

  return {
    keep(cart, key, quote) {
      const asked = waiting.get(cart) ?? new Map<string, Quote>();
      waiting.set(cart, asked);
      asked.delete(key);
      asked.set(key, quote);
      const [oldest = key] = asked.keys();
      if (asked.size > MOST_OF_A_CART) asked.delete(oldest);
      written ??= write();
    },
    async find(cart, key) {
      const fresh = waiting.get(cart)?.get(key) ?? leaving.get(cart)?.get(key);
      if (fresh) return fresh;
      const stored = await store.get<readonly StoredQuote[]>(QUOTE_SPACE, nameOf([cart]));
      const asked = nameOf([cart, key]);
      return stored?.find(({ name, until }) => name === asked && now() < until) ?? null;
    },
    async idle() {
      await written;
    },
  };
}

function put(
  store: Store,
  { cart, asked }: { readonly cart: string; readonly asked: Asked },
  now: number,
): Promise<unknown> {
  const until = now + REQUEST_LIFETIME;
  const [first] = asked.values();
  if (!first) return Promise.resolve();
  const added = Array.from(
    asked,
    ([key, quote]): StoredQuote => ({
      name: nameOf([cart, key]),
      ...quote,
      until,
    }),
  );
  return store.update([{ space: QUOTE_SPACE, key: nameOf([cart]) }], ([row]) => {
    const before = (row?.value ?? []) as readonly StoredQuote[];
    const others = before.filter(({ name }) => !added.some((one) => one.name === name));
    const value = [...others, ...added].slice(-MOST_OF_A_CART);
    return { rows: [{ value, tenant: first.tenant, state: 'quoted', due: until }], result: null };
  });
}

function nameOf(parts: readonly string[]): string {
  // Half of the hash: an index holds it, and a record five of them.
  return hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22);
}
