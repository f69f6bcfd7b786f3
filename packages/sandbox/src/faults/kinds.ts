/** What can be asked of a facilitator. `circle_settle` and `circle_status` are asked of the one like Circle's. */
export type FacilitatorCall = 'settle' | 'verify' | 'circle_settle' | 'circle_status';

/** The answer does not arrive, or not as one: `status` is a JSON error with that status. */
export type Broken =
  | { readonly fault: 'cut' | 'stall' | 'bad_gateway' | 'html' | 'truncated' }
  | { readonly fault: 'status'; readonly status: number };

/** Waits so many milliseconds, then works and answers as it should. */
export interface Delay {
  readonly fault: 'delay';
  readonly ms: number;
}

/** The answer arrives and is not true. The reason is `insufficient_funds` unless given. */
export type Lie =
  | { readonly fault: 'pending' | 'false_success' }
  | { readonly fault: 'false_failure' | 'leaky_refusal'; readonly reason?: string };

/** The error of JSON-RPC: `-32000` and `internal error` unless given. */
export interface RpcError {
  readonly fault: 'error';
  readonly code?: number;
  readonly message?: string;
}

/** A fault that can befall several calls. */
export interface Repeated {
  /** How many calls it befalls; one unless given. */
  readonly times?: number;
}

/** A fault that can strike before or after the work. */
export interface Timed {
  /** Whether the call breaks before the work is done (unless given) or after. */
  readonly when?: 'before' | 'after';
}

/** What befalls the next calls of a facilitator. */
export type FacilitatorFault = ((Broken & Timed) | Delay | Lie) & Repeated;

/** What befalls the next calls of the chain's RPC: of one method, or of any unless given. */
export type RpcFault = (Broken | Delay | RpcError) & Repeated & { readonly method?: string };

/** A fault that is meant for one kind of call. */
export type FacilitatorOrder = FacilitatorFault & { readonly call: FacilitatorCall };

/** One call of a facilitator, as it was asked. */
export interface AskedCall {
  readonly call: FacilitatorCall;
  /** Who pays, and the number of the authorization; null where the call did not say. */
  readonly payer: string | null;
  readonly nonce: string | null;
  /** What befell the call; null when it was answered as it should be. */
  readonly fault: FacilitatorFault['fault'] | null;
}
