import type { HabitName } from './plan.ts';

/** What a client does again and again. */
export interface Habit {
  /** Whether a retry has the key of the first call. */
  readonly key: 'same' | 'fresh' | 'none';
  /** Whether a retry has the same credential, as long as that was not refused. */
  readonly credential: 'same' | 'fresh' | 'other_rail';
  /** How often it edits the cart before a call. */
  readonly edits?: number;
  /** Shows what others have shown. */
  readonly borrows?: true;
  /** Sends another body under the same key. */
  readonly rewrites?: true;
  /** Pays for a cart that is somebody else's. */
  readonly intrudes?: true;
}

export const HABITS: Readonly<Record<HabitName, Habit>> = {
  steady: { key: 'same', credential: 'same' },
  fresh_key: { key: 'fresh', credential: 'same' },
  fresh_credential: { key: 'same', credential: 'fresh' },
  fresh_both: { key: 'fresh', credential: 'fresh' },
  rail_hopper: { key: 'fresh', credential: 'other_rail' },
  editor: { key: 'same', credential: 'same', edits: 0.5 },
  no_key: { key: 'none', credential: 'same' },
  borrower: { key: 'same', credential: 'same', borrows: true },
  rewriter: { key: 'same', credential: 'same', rewrites: true },
  stranger: { key: 'same', credential: 'same', intrudes: true },
};
