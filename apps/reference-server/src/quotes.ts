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
  /** Keeps a quote behind the answer that gave it; of a cart those under its twenty newest keys. */
  keep(cart: string, key: string, quote: Quote): void;
  find(cart: string, key: string): Promise<Quote | null>;
  /** Resolves when all that was kept is written. */
  idle(): Promise<void>;
}

/** The store's space for quotes. */
export const QUOTE_SPACE = 'quote';

/** Quotes that come within so many milliseconds are written together: a write of its own would cost more than the rest of a 402. */
const GATHERING = 100;
/** As many as a cart takes attempts. */
const MOST_OF_A_CART = 20;

/** By idempotency key, the newest last. */
type Asked = ReadonlyMap<string, Quote>;

/** A quote as it is kept, by a hash of its key. */
type StoredQuotes = Readonly<Record<string, Quote & { readonly until: number }>>;

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
      const stored = await store.get<StoredQuotes>(QUOTE_SPACE, nameOf([cart]));
      const name = nameOf([cart, key]);
      return stored && Object.hasOwn(stored, name) ? quoteIn(stored[name], now()) : null;
    },
    async idle() {
      await written;
    },
  };
}

function quoteIn(stored: StoredQuotes[string] | undefined, now: number): Quote | null {
  if (!stored || stored.until <= now) return null;
  const { until, ...quote } = stored;
  return quote;
}

function put(
  store: Store,
  { cart, asked }: { readonly cart: string; readonly asked: Asked },
  now: number,
): Promise<unknown> {
  const until = now + REQUEST_LIFETIME;
  const added = Array.from(asked, ([key, quote]) => [nameOf([cart, key]), { ...quote, until }] as const);
  const names = new Set(added.map(([name]) => name));
  return store.update([{ space: QUOTE_SPACE, key: nameOf([cart]) }], ([row]) => {
    const before = Object.entries((row?.value ?? {}) as StoredQuotes);
    const lasting = before.filter(([name, quote]) => !names.has(name) && quote.until > now);
    const value: StoredQuotes = Object.fromEntries([...lasting, ...added].slice(-MOST_OF_A_CART));
    return {
      rows: [{ value, tenant: added[0]?.[1].tenant ?? '', state: 'quoted', due: until }],
      result: null,
    };
  });
}

function nameOf(parts: readonly string[]): string {
  // Half of the hash: indexes hold it, and a record up to twenty.
  return hash('sha256', JSON.stringify(parts), 'base64url').slice(0, 22);
}
