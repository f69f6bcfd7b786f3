import type { Fault } from '../fakes/fault.ts';
import type { Sum } from '../fakes/pages.ts';
import type { Operation } from '../fakes/wire.ts';

/** One history, as data: what clients, machines, the provider and strangers do. What is not in it does not happen. */
export interface Plan {
  readonly seed: number;
  readonly carts: readonly CartPlan[];
  readonly hosts: readonly HostPlan[];
  readonly clients: readonly ClientPlan[];
  readonly faults: readonly PlannedFault[];
  readonly mishaps: readonly Mishap[];
  readonly landings: readonly Landing[];
  readonly visits: readonly Visit[];
  readonly transfers: readonly Transfer[];
  /** Whether the provider of the pages sends webhooks about them. */
  readonly rings: boolean;
  readonly posts: readonly PlannedPost[];
  readonly forgeries: readonly Forgery[];
  readonly endings: readonly Ending[];
  /** From when on the provider refuses to give money back; null when it never does. */
  readonly refundsRefusedFrom: number | null;
  /** What principals may spend; null when there is no gate. */
  readonly spending: SpendingPlan | null;
  /** How many events the platform turns down before it takes one. */
  readonly eventsRefused: number;
  /** How long things go on after the last client has left, in milliseconds; then it is calm. */
  readonly linger: number;
}

export interface CartPlan {
  readonly tenant: string;
  readonly principal: string;
}

/** A machine of the platform. */
export interface HostPlan {
  /** How far its clock is from everybody else's, in milliseconds. */
  readonly skew: number;
  /** How long it rests between two runs of the background work. */
  readonly sweepEvery: number;
}

export interface ClientPlan {
  readonly habit: HabitName;
  /** Number of the cart. */
  readonly cart: number;
  readonly rail: RailName;
  /** When it first calls, in milliseconds from the start. */
  readonly from: number;
  /** How long it waits before each of its next calls, in milliseconds: one call more than there are pauses. */
  readonly pauses: readonly number[];
  /** What its credentials are worth, in turn; the last one again and again. */
  readonly credentials: readonly [Worth, ...Worth[]];
  /** How long an authorization is good for, in milliseconds. */
  readonly validFor: number;
  /** Of what is left to chance. */
  readonly seed: number;
}

/**
 * What the provider makes of a credential; `refused` is an authorization that it refuses and that may be used all the
 * same. No token can be: there it is `good`.
 */
export type Worth = 'good' | 'declined' | 'pending' | 'short' | 'refused';
export type RailName = 'keyed' | 'nonce' | 'hosted';
export type HabitName =
  | 'steady'
  | 'fresh_key'
  | 'fresh_credential'
  | 'fresh_both'
  | 'rail_hopper'
  | 'editor'
  | 'no_key'
  | 'borrower'
  | 'rewriter'
  | 'stranger';

/** The next call of this operation from then on meets the fault. */
export interface PlannedFault {
  readonly at: number;
  readonly operation: Operation;
  readonly fault: Fault;
}

/** What happens to a machine at its n-th call of the store or the provider. */
export interface Mishap {
  readonly host: number;
  readonly call: number;
  readonly what: 'crash' | 'freeze' | 'store_error';
  /** Before the call is made, or after it took effect. */
  readonly when: 'before' | 'after';
  /** How long it is down or frozen, in milliseconds. */
  readonly ms: number;
}

/** Somebody brings the n-th authorization that the provider has seen to the chain. */
export interface Landing {
  readonly authorization: number;
  readonly after: number;
}

/** A person pays on the n-th page. */
export interface Visit {
  readonly page: number;
  readonly after: number;
}

/** Money comes to the n-th page, whether or not it takes any: late when it is over, and too much when it is paid. */
export interface Transfer extends Visit {
  readonly sum: Sum;
}

/** The n-th time that the provider sends a webhook meets the fault. */
export interface PlannedPost {
  readonly sending: number;
  readonly fault: Fault;
}

/** Somebody who knows all about the n-th page, and not the provider's word, sends a webhook about it. */
export interface Forgery {
  readonly page: number;
  readonly after: number;
}

export interface SpendingPlan {
  /** What each principal may spend in all, in minor units. */
  readonly budget: number;
  /** Whether a person has to approve every purchase. */
  readonly asks: boolean;
  readonly decisions: readonly PlannedDecision[];
}

/** A person decides about the n-th question; about one without a decision nobody ever does. */
export interface PlannedDecision {
  readonly question: number;
  readonly after: number;
  readonly decision: 'approved' | 'denied';
}

/** The provider decides about the n-th payment that it holds. */
export interface Ending {
  readonly payment: number;
  readonly after: number;
  readonly end: 'succeeded' | 'declined';
}
