/**
 * The kinds of records, each a table of its own in a database: idempotency keys, carts, claims on credentials,
 * providers' references, budgets, approvals, events to deliver and rulings on cases. An application may add its own.
 */
export type Space =
  | 'request'
  | 'cart'
  | 'proof'
  | 'reference'
  | 'budget'
  | 'approval'
  | 'outbox'
  | 'ruling'
  | (string & {});

/** Names a record: at least one character, well-formed text without U+0000. Others are refused with `validation`. */
export interface Key {
  readonly space: Space;
  readonly key: string;
}

/** One record: a JSON value, and the columns that an operator and the background work look for. */
export interface Row<T = unknown> {
  readonly value: T;
  readonly tenant: string;
  /** One word for an operator's query, such as `open` or `paid`. */
  readonly state: string;
  /** When the record wants attention, in milliseconds since 1970; null when it wants none. */
  readonly due: number | null;
}

/**
 * What one `update` does: the new rows in the order of its keys (`undefined` leaves one as it is, `null` deletes it),
 * and a result.
 */
export interface Change<R> {
  readonly rows: readonly (Row | null | undefined)[];
  readonly result: R;
}

export interface Page {
  readonly keys: readonly string[];
  /** Pass as `after` for the next page; null on the last one. */
  readonly next: string | null;
}

/**
 * Where Railyard keeps what it must not forget. Written for an author of a store; `testStore` is its contract.
 *
 * Every method may reject. An `update` that rejected may have been applied all the same, unless `change` itself threw,
 * and the engine allows for both. The store's clock and the engine's may differ by a few seconds, not more.
 */
export interface Store {
  /**
   * What records outlive: `volatile` nothing, `disk` the process, `replicated` the machine. Live mode refuses
   * `volatile`.
   */
  readonly durability: 'volatile' | 'disk' | 'replicated';

  /**
   * The value last written under this key, or null. Nobody can change it for others: they do not share it, or it is frozen
   * all the way down. The caller may keep and freeze it.
   */
  get<T>(space: Space, key: string): Promise<T | null>;

  /**
   * One atomic, durable write of up to `MAX_KEYS` records, no two the same, as if no other write ran meanwhile. Rows
   * left out stay as they are. A store that locks records does so in the order of their keys, not of the call.
   *
   * `change` gets the rows in the order of `keys` and the store's clock, in milliseconds since 1970. It is pure and
   * synchronous, it may run again after a conflict, and when it throws nothing is written and the error is passed on.
   * When the promise resolves, the rows have reached what `durability` names.
   */
  update<R>(
    keys: readonly Key[],
    change: (rows: readonly (Row | null)[], now: number) => Change<R>,
  ): Promise<R>;

  /**
   * Keys whose `due` is now or past by the store's clock, the longest overdue first. `validation` for a limit below 1.
   */
  due(space: Space, limit: number): Promise<readonly string[]>;

  /** Keys of one tenant above `after`, in ascending order of code points, which is that of UTF-8 bytes. */
  list(space: Space, query: ListQuery): Promise<Page>;
}

export interface ListQuery {
  readonly tenant: string;
  /** Lists the rows in this state alone. */
  readonly state?: string;
  readonly after?: string;
  readonly limit: number;
}

export { isRailError, RailError } from './errors.ts';
export { frozen } from './json.ts';
export { type MemoryStoreOptions, memoryStore } from './memory-store.ts';
export {
  checkKey,
  checkKeys,
  checkLimit,
  checkText,
  decodeRow,
  encodeRows,
  MAX_KEYS,
  type StoredRow,
} from './stored.ts';
