export type Awaitable<T> = T | Promise<T>;

/** The outside world as the engine sees it: time, chance and secrets. Synchronous where the runtime can. */
export interface Runtime {
  /** Milliseconds since 1970. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Unguessable bytes. */
  random(bytes: number): Uint8Array;
  /** SHA-256 of the UTF-8 text, in base64url without padding. */
  hash(text: string): Awaitable<string>;
  /** Encrypts under the newest key and binds the result to `label`. */
  seal(text: string, label: string): Awaitable<string>;
  /** The sealed text, or null when its key is gone or the label is another. */
  unseal(sealed: string, label: string): Awaitable<string | null>;
}
