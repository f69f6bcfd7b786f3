/** What the load asks a server process. */
export type Ask = { readonly ask: 'cpu' } | { readonly ask: 'carts'; readonly count: number };

/** A server that is ready, and its answers, in the order in which it was asked. */
export type Told =
  | { readonly tell: 'ready'; readonly place: Place }
  | { readonly tell: 'cpu'; readonly microseconds: number }
  | { readonly tell: 'carts'; readonly ids: readonly string[] };

/** Where a server listens, and the key that opens it. */
export interface Place {
  readonly address: string;
  readonly apiKey: string;
}
