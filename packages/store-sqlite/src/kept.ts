import { frozen } from '@railyard/core/store';

/** Values that were read, of all spaces of a database: those that were asked for last. */
export interface Kept {
  /** Room for those of one space. */
  space(): KeptSpace;
  forgetAll(): void;
}

export interface KeptSpace {
  /** The value last read under this key, or undefined. Frozen all the way down: whoever asks gets the same object. */
  get(key: string): unknown;
  /** Parses the text that was read under this key, and keeps its value unless it is very long. */
  keep(key: string, text: string): unknown;
  forget(key: string): void;
}

interface Value {
  readonly value: unknown;
  /** Characters of its text, and what it takes beside them. */
  readonly size: number;
}

/** Two generations of values. The older one goes as soon as the younger one is full; what is asked for stays young. */
interface Generations {
  young: Map<string, Value>;
  old: Map<string, Value>;
}

/** Characters of one generation. In memory, a character takes about two bytes. */
const MOST = 8_000_000;
/** What a value takes that has next to no text. */
const LEAST = 200;

export function createKept(most = MOST): Kept {
  const spaces: Generations[] = [];
  let size = 0;

  function enter({ young }: Generations, key: string, value: Value): void {
    young.set(key, value);
    size += value.size;
    if (size > most) age();
  }

  function age(): void {
    size = 0;
    for (const space of spaces) {
      space.old = space.young;
      space.young = new Map();
    }
  }

  return {
    space() {
      const space: Generations = { young: new Map(), old: new Map() };
      spaces.push(space);
      return {
        get(key) {
          const young = space.young.get(key);
          if (young) return young.value;
          const old = space.old.get(key);
          if (!old) return undefined;
          space.old.delete(key);
          enter(space, key, old);
          return old.value;
        },
        keep(key, text) {
          const value: unknown = frozen(JSON.parse(text));
          if (text.length <= most / 4) enter(space, key, { value, size: LEAST + text.length });
          return value;
        },
        forget(key) {
          size -= space.young.get(key)?.size ?? 0;
          space.young.delete(key);
          space.old.delete(key);
        },
      };
    },
    forgetAll() {
      age();
      age();
    },
  };
}
