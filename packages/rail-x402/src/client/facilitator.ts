import type { RailContext } from '@railyard/core/rail';
import type { Answer } from '../wire/answer.ts';
import type { Payment } from '../wire/payment.ts';
import type { Requirement } from '../wire/requirement.ts';
import type { Tracked } from '../wire/tracking.ts';
import type { Link } from './http.ts';

/** A facilitator in this process. The `FacilitatorClient` and `x402Facilitator` of `@x402/core` fit. */
export interface Facilitator {
  /** Submits the payment and resolves with a `SettleResponse`. */
  settle(paymentPayload: Payment, paymentRequirements: Requirement): Promise<unknown>;
}

/** A facilitator over HTTP, with what it takes to talk to it. */
export interface FacilitatorProfile {
  /** Where `/supported` and `/settle` are. */
  readonly url: string;
  /** Headers of a call, such as its `Authorization`. A throw means that the facilitator cannot be used now. */
  headers?(call: FacilitatorCall): CallHeaders | Promise<CallHeaders>;
  /** Where it says how a payment stands that it left pending: `status` for `GET {url}/status/{paymentId}`. */
  readonly statusPath?: string;
}

/** Headers of one call, by name. */
export type CallHeaders = Readonly<Record<string, string>>;

/** One call of a facilitator that headers are wanted for. */
export interface FacilitatorCall {
  readonly name: 'supported' | 'settle' | 'status';
  readonly method: 'GET' | 'POST';
  readonly url: string;
  /** What is sent, in JSON; null for nothing. */
  readonly body: string | null;
}

/** Sends payments to one facilitator. */
export interface Sender {
  /** Its host, by which a stored payment finds it again; null for one in this process. */
  readonly name: string | null;
  /** Whether it can be asked at the moment and takes our kind of payment. Rejects when it cannot be asked. */
  takes(asking: Asking): Promise<boolean>;
  /** Submits a payment once. Never rejects: what it cannot tell is `unclear`. */
  submit(payment: Payment, requirement: Requirement, asking: Asking): Promise<Answer>;
  /** Where it says that a payment stands which it left pending. Never rejects. Null for one that does not say. */
  readonly track: ((paymentId: string, link: Link) => Promise<Tracked>) | null;
}

/** What it takes to ask a facilitator. */
export type Asking = Link & Pick<RailContext, 'now'>;
