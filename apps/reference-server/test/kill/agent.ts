import type { Chance } from './chance.ts';
import type { Sale } from './history.ts';
import type { Till } from './till.ts';
import type { Credential, Wallet } from './wallet.ts';

/** A buyer who does not give up easily, and has bad habits. */
export interface Agent {
  readonly till: Till;
  readonly wallet: Wallet;
  readonly chance: Chance;
  /** All that it has bought or tried to. */
  readonly purchases: Purchase[];
}

/** A cart on its way to being paid. */
export interface Purchase {
  readonly sale: Sale;
  /** The key that a well-behaved client keeps. */
  readonly key: string;
  /** The newest; null until a 402 has asked for one. */
  credential: Credential | null;
}
