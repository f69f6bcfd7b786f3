import type { JsonObject } from './json.ts';
import type { Facts, Mode, RailRequest } from './rail.ts';

/** Who pays for what, where. All that a member without network gets. */
export interface CallContext {
  /** The address of the thing being paid for, such as the checkout's URL. */
  readonly resource: string;
  /** The customer of the platform whose cart it is. */
  readonly tenant: string;
  /** A hash of who calls. */
  readonly principal: string;
  readonly mode: Mode;
  /** The engine's clock, in milliseconds since 1970. */
  now(): number;
}

/** What a challenge or a credential is for, besides. */
export interface CheckContext extends CallContext {
  /**
   * What is being paid for: the cart's id, or that of a request behind a guard. A challenge and the check of its
   * credential get the same one.
   */
  readonly scope: string;
}

export interface ChallengeContext extends CheckContext {
  readonly request: RailRequest;
  /** The word for what was wrong with the credential that came; `payment_required` when none came. */
  readonly refused: string;
}

/** What a webhook is read with. */
export interface WebhookContext extends Pick<RailContext, 'mode' | 'now' | 'signal' | 'fetch'> {}

/** What the members that talk to the provider get: the attempt, and the only ways to send and to store. */
export interface RailContext extends CallContext {
  readonly attempt: string;
  /**
   * Which installation of the platform this is; null when it has no name. Put it beside `attempt` on every object at the
   * provider: several installations can share an account there.
   */
  readonly deployment: string | null;
  /** The provider's idempotency key of this attempt. Put it, and `attempt`, on every object at the provider. */
  readonly key: string;
  /**
   * In `settle`: true when this worker has not sent the attempt and knows of nobody who has. A hint that may save a
   * look-up, never a reason to drop the key. In `refund`: true when the provider has not been asked before. Elsewhere
   * without meaning.
   */
  readonly first: boolean;
  /** What `prepare` returned; null before it has, and on a rail without it. */
  readonly prepared: JsonObject | null;
  /** Aborts when the engine stops waiting. */
  readonly signal: AbortSignal;
  /**
   * A provider's SDK sends through it. In `prepare`, `settle` and `refund` it refuses once the time for sending has
   * passed.
   */
  readonly fetch: typeof fetch;
  /**
   * Stores public facts about the attempt before the next call is made; `status`, `cancel` and `refund` find them in
   * `payment.facts`, `settle` does not. Rejects when they are not stored: the store is down, or another worker has
   * taken over. Then send nothing.
   */
  remember(facts: Facts): Promise<void>;
}
