/** What a worker is asked to do. */
export type Task =
  | { readonly kind: 'seeds'; readonly from: number; readonly count: number }
  | { readonly kind: 'scenario'; readonly name: string };

/** What a worker has done of it so far, since it last told. */
export interface Done {
  readonly histories: number;
  readonly crashes: number;
  readonly charges: number;
  readonly found: readonly Found[];
  /** The task is over. */
  readonly over: boolean;
}

/** A history that broke a promise. */
export interface Found {
  /** Its seed, or the scenario and what was done to it. */
  readonly name: string;
  readonly violations: readonly string[];
  /** The least of it that still breaks the first of them, step by step; empty unless asked for. */
  readonly trace: readonly string[];
}
