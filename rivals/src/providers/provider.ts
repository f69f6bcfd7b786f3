import type { Setting } from '../messages.ts';

/** What befalls the next settlement. It befalls one call. */
export type Fault =
  /** The connection breaks before anything was done. */
  | 'cut_before'
  /** It is done, and the connection breaks before the answer. */
  | 'cut_after'
  /** It is done, and a gateway answers 502. */
  | 'bad_gateway'
  /** It is done, and there is no answer for as long as the caller waits. */
  | 'silent'
  /** It is done, and the answer says that it is pending. */
  | 'pending'
  /** The answer says that it is pending, and the money moves after it. */
  | 'late'
  /** It is done, and the answer says that it failed. */
  | 'false_failure';

/** Who moves the money: it counts what moved, and misbehaves when told to. */
export interface Provider {
  /** What a server needs to reach it. */
  readonly facts: Pick<Setting, 'providerUrl' | 'rpcUrl' | 'payTo'>;
  /** Why it cannot have this fault, or null. */
  unsuited(fault: Fault): string | null;
  break(fault: Fault): Promise<void>;
  /** Lets the money of `late` move. */
  complete(): Promise<void>;
  /** How many times the price has moved to the seller. */
  charged(): Promise<number>;
  /** Whether the money of this credential has moved. */
  isSpent(credential: string): Promise<boolean>;
  /** Honest from now on. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}
