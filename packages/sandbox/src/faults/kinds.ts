/** What can be asked of a facilitator. `circle_settle` and `circle_status` are asked of the one like Circle's. */
export type FacilitatorCall = 'settle' | 'verify' | 'circle_settle' | 'circle_status';

/** The answer does not arrive, or not as one: `status` is a JSON error with that status. */
export type Broken =
  | { readonly fault: 'cut' | 'stall' | 'bad_gateway' | 'html' | 'truncated' }
  | { readonly fault: 'status'; readonly status: number };

/** An answer that is none of the provider's: 500 and `{}`, or 200 and a text that is not JSON. */
export interface Mangled {
  readonly fault: 'error_less' | 'not_json';
}

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

/**
 * What befalls the next deliveries of webhooks: they get lost, arrive twice, after the one that follows, or so many
 * milliseconds late. Of one type of event, or of any unless given.
 */
export type WebhookFault = (
  | { readonly fault: 'drop' | 'duplicate' | 'reorder' }
  | { readonly fault: 'delay'; readonly ms: number }
) &
  Repeated & { readonly event?: string };

/** What can befall a call of any provider's API. */
export type ProviderFault = (Broken | Mangled | Delay) & Timed;

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
