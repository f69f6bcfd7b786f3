/** What the harness asks a server process. */
export type Ask = { readonly ask: 'cpu' } | { readonly ask: 'behave'; readonly behaviour: Behaviour };

/** What the seller's own code does the next time that it runs: make the order, throw, or make it and never answer. */
export type Behaviour = 'works' | 'throws' | 'hangs';

/** A server that is ready, and its answers, in the order in which it was asked. */
export type Told =
  | { readonly tell: 'ready'; readonly address: string }
  | { readonly tell: 'cpu'; readonly microseconds: number }
  | { readonly tell: 'behave' };

/** What a server of the scenarios is started with. */
export interface Setting {
  /** Where it keeps what has to outlive it. */
  readonly folder: string;
  readonly port: number;
  /** The facilitator, or the API of Stripe. */
  readonly providerUrl: string;
  /** A node of the chain; empty without one. */
  readonly rpcUrl: string;
  /** Who is paid. */
  readonly payTo: `0x${string}`;
}
