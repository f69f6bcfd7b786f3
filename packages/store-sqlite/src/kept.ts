import { frozen } from '@railyard/core/store';

/** What was read of one space, as long as the database holds the same. */
export interface Kept {
  /** The value last read under this key, or undefined. Frozen all the way down: whoever asks gets the same object. */
  get(key: string): unknown;
  /** Parses the text that was read under this key. */
  parse(key: string, text: string): unknown;
  forget(key: string): void;
  forgetAll(): void;
}

/** Records. */
const MOST = 1_000;
/** Characters. */
const LONGEST = 16_384;

export function createKept(): Kept {
  const values = new Map<string, unknown>();
  return {
    get: (key) => values.get(key),
    parse(key, text) {
      const value: unknown = frozen(JSON.parse(text));
      if (values.size >= MOST) values.clear();
      if (text.length <= LONGEST) values.set(key, value);
      return value;
    },
    forget: (key) => void values.delete(key),
    forgetAll: () => values.clear(),
  };
}
