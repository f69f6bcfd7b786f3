import type { Owner } from '@railyard/core';
import type { KnownCaller } from '../keys.ts';

/** Who wants to pay, as far as it is known. */
export interface Asker {
  readonly owner: Owner;
  /** Null when nobody has this id any more. */
  readonly caller: KnownCaller | null;
}
