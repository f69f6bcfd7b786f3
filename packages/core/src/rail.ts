import type { Json, JsonObject } from './json.ts';
import type { Money } from './money.ts';
import type { Purchase } from './purchase.ts';
import type { ChallengeContext, CheckContext, RailContext, WebhookContext } from './rail-context.ts';

/**
 * One way to be paid: a plain object made by a factory that does no I/O. A purchase is a cart frozen at one version;
 * an attempt is one try to pay it on one rail.
 *
 *     no credential     accepts → challenge
 *     a credential      detect → accepts → check → [attempt stored] → prepare → [stored] → settle → [answer stored]
 *     a page            accepts → [attempt stored] → prepare → [stored] → settle, credential null → [answer stored]
 *     the platform      the same; it buys for the caller, and no page opens
 *     left in doubt     status, then settle again with the same key while the provider knows it
 *     page in the way   cancel, before another payment or an edit of the cart
 *     money to return   refund
 *
 * `detect`, `challenge`, `settle` and `status` are required. Each other member is a capability, by being there. The
 * laws beside the members are what the engine builds on. It alone keeps records, retries and answers the client; a rail
 * only talks to its provider. It waits 30 s for a call unless told otherwise, then aborts `signal`; what `settle`
 * answers after that still counts. What a rail is given is frozen or its own copy. What it returns is copied as JSON of
 * at most 262,144 characters, and counts as a throw when it has no such form or is not what the contract says; a person
 * then has to look at such an answer to `settle`, `status` or `cancel`.
 */
export interface PaymentRail<Id extends string = string, Payload extends Json = Json> {
  /** Version of this interface; any other is refused when the rail is mounted. */
  readonly spec: 1;
  /** Name on the wire (`payment_rail`). Never reused: stored attempts name their rail by it. */
  readonly id: Id;
  readonly manifest: RailManifest;

  /** Why this rail, as configured, cannot be active in this mode, or null when it can. No network, no effect. */
  refuses?(mode: Mode): string | null;

  /**
   * Why this rail cannot take this purchase, or null when it can. No network, no effect, never throws: a throw refuses.
   */
  accepts?(purchase: Purchase): Refusal | null;

  /**
   * The credential this request carries for this rail; a `Refusal` when it carries a malformed one, which counts as
   * present; null when it carries none, as on every rail that no agent pays. Inactive rails are asked too. No network, no
   * effect, never throws, whatever the bytes: a throw counts as none.
   */
  detect(request: RailRequest): Credential<Payload> | Refusal | null;

  /**
   * How to pay this purchase; asked of rails that an agent pays. No network, no effect. Asked again for the same
   * purchase: the same terms. A throw leaves the rail out of the offers. A rail that no agent pays is never asked, and
   * should throw. A challenge that is `frozen` may be given again as it is, and is then copied once only.
   */
  challenge(purchase: Purchase, context: ChallengeContext): Promise<Challenge>;

  /**
   * Why this credential cannot pay this purchase, or null, as far as can be seen without the network. Runs before
   * anything is stored. A throw fails the call with 503.
   */
  check?(purchase: Purchase, credential: Credential<Payload>, context: CheckContext): Promise<Refusal | null>;

  /**
   * Checks and set-up inside an open attempt, before anything is sent. May use the network; moves no money and opens
   * nothing that can take money. What it returns is stored and handed to every later call; until it is stored it may
   * run again. A refusal declines the attempt, and its word reaches the caller; a throw or silence ends it with 503.
   * Either way the credential is free again.
   */
  prepare?(
    purchase: Purchase,
    credential: Credential<Payload> | null,
    context: RailContext,
  ): Promise<Prepared | Refusal>;

  /**
   * Takes the payment, opens the page where a person pays, or refers the buyer to the seller's own site. `credential`
   * is null unless an agent pays. The only member that moves money or opens something that can take money.
   * Repeated with the same `context.key`: the same bytes to the provider, the same settlement, money moved once.
   * Everything it sends comes from the purchase, the credential, the attempt and `context.prepared`. Whatever it throws
   * counts as `unknown`; a decline is returned.
   */
  settle(
    purchase: Purchase,
    credential: Credential<Payload> | null,
    context: RailContext,
  ): Promise<Settlement>;

  /**
   * Where a payment stands: the only reader of the provider's state. Moves nothing and opens nothing; what can pay
   * nothing any more it may close. "Not found" is `unknown`, and so is a throw.
   */
  status(payment: PaymentRef, context: RailContext): Promise<Settlement>;

  /**
   * A fence: after `cancelled`, `expired` or any other end the provider takes no money for this payment, ever. One that
   * is complete already is returned as such, not thrown. Required of a rail that answers `action_required`. A throw
   * leaves the page open and the cart locked.
   */
  cancel?(payment: PaymentRef, context: RailContext): Promise<Settlement>;

  /**
   * Gives money back, once per `refund.id` however often it is called. After `pending`, `unknown` or a throw it is
   * called again, until `keyLifetime` after the first call (a day when null). From then on `status` is asked, and its
   * `refunds` decide; without an answer there a person has to look.
   */
  refund?(payment: PaymentRef, refund: RefundRequest, context: RailContext): Promise<RefundState>;

  /**
   * What the provider rang about; null when it is none of our payments, or nothing that changes one. It only makes the
   * engine ask `status`, so neither order nor duplicates matter. No effect; the same request again: the same answer.
   * Throws `invalid_signature` for what the provider did not sign.
   */
  webhook?(request: RailRequest, context: WebhookContext): Promise<PaymentEvent | null>;
}

/** What a rail is, as data: for discovery, routing and the checks when it is mounted. */
export interface RailManifest {
  readonly title: string;
  /**
   * Who pays: an agent with a credential, a person on a page, or the platform itself, which buys a cart elsewhere for
   * whoever asks. A hand-off counts as `human`. A rail on which the platform pays is named by the caller as a page is,
   * and `settle` gets no credential.
   */
  readonly payer: 'agent' | 'human' | 'platform';
  readonly stage: 'live' | 'beta';
  /** How the money arrives, in a few words: `USDC on Base`. */
  readonly settlement: string;
  /** `whole`: a payment goes back as a whole or not at all, and a refund of a part fails. Absent: in parts, too. */
  readonly refunds?: 'whole';
  /**
   * Currencies it takes, by lower-case code, each with its smallest and largest amount in minor units. Any other
   * purchase is refused before `check`.
   */
  readonly currencies: Readonly<Record<string, { readonly min: number; readonly max?: number }>>;
  /**
   * How long after the first submission the provider still knows our key, in milliseconds; null when it never forgets,
   * so that only the credential's `expiresAt` bounds sending. Past the bound nothing is sent again.
   */
  readonly keyLifetime: number | null;
  /**
   * Names of the response headers, body members and `_meta` members it writes. Two active rails share none, and
   * whatever is not listed here is dropped. Core's own win over them: `content-type`, `cache-control`,
   * `idempotent-replayed`, the members of a `Problem`, of the order and its amounts, `offers`, `payment_required` and
   * `open_page`.
   */
  readonly writes: {
    readonly headers: readonly string[];
    readonly body: readonly string[];
    readonly meta: readonly string[];
  };
  /**
   * What an MCP server says of it among its experimental capabilities, by name. Several rails' are merged member by
   * member.
   */
  readonly capabilities?: Readonly<Record<string, JsonObject>>;
}

/**
 * What reached us, from HTTP (headers, body) or MCP (`meta`; `method` is then `tools/call`, and the body the arguments
 * as canonical JSON). Header names are lower-case.
 */
export interface RailRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly meta: JsonObject;
  readonly body: Uint8Array;
  /**
   * The version of the cart that an earlier challenge under the same idempotency key was for, as the platform
   * remembers it: what a credential without terms of its own can pay. Null when it remembers none yet; absent when it
   * never does.
   */
  readonly quoted?: number | null;
}

/** What a payer presents. It pays one attempt, ever. */
export interface Credential<Payload extends Json = Json> {
  /**
   * What the provider consumes, spelled canonically and beginning with its kind, such as
   * `eip3009:84532:0xtoken:0xpayer:0xnonce`. Never the bytes of the header: two spellings are one credential.
   */
  readonly fingerprint: string;
  /** What `settle` needs. Stored sealed, and erased when the attempt ends. */
  readonly payload: Payload;
  /** What may be kept in the open: payer, nonce. */
  readonly facts: Facts;
  /** When the provider stops taking it, in milliseconds since 1970, at most 8.64e15; null when it does not say. */
  readonly expiresAt: number | null;
  /**
   * The id that the protocol lets a payer give their request: the idempotency key of a request behind a guard, and read
   * nowhere else. Not kept: a later `settle` does not see it, so nothing that is sent may come from it.
   */
  readonly request?: PayerRequest;
}

/** An id of a request, unique for the payer who gave it. */
export interface PayerRequest {
  readonly payer: string;
  readonly key: string;
}

/** Public facts about a payment, by name. Never a secret. */
export type Facts = Readonly<Record<string, string>>;

/** No, and why: a short stable word for programs, a sentence for people. */
export interface Refusal {
  readonly refused: string;
  readonly message: string;
}

/** What `prepare` learned. Stored before `settle`, and the same on every later call. */
export interface Prepared {
  readonly prepared: JsonObject;
}

/**
 * How to pay: headers for HTTP, members of the 402 body (over MCP of the structured content), members of MCP `_meta`,
 * and one plain offer to read.
 */
export interface Challenge {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  readonly meta: JsonObject;
  readonly offer: JsonObject;
  /** The `type` that the protocol gives the problem, as a URI; the 402 then bears it instead of ours. */
  readonly problem?: string;
}

/** What a paid answer carries for the payer's protocol. */
export interface Receipt {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
  readonly meta: JsonObject;
}

export type Mode = 'test' | 'live';

/** A payment that the provider rang about, by what the rail wrote on the provider's object. */
export interface PaymentEvent {
  readonly tenant: string;
  readonly cart: string;
  readonly attempt: string;
  /**
   * The installation that the object bears. It keeps the provider ringing, and a person is told, when that installation
   * does not know the attempt; without it a payment that nobody knows is passed over.
   */
  readonly deployment?: string;
  /**
   * What a person should hear of once the payment is made: a short stable word, such as `dispute_created`, and the
   * provider's id of it. The platform is told by an event `payment.alarm`; and `status` is asked, because more may have
   * been taken than was paid.
   */
  readonly alarm?: { readonly word: string; readonly reference: string };
}

/** An attempt as the provider may know it. */
export interface PaymentRef {
  readonly attempt: string;
  readonly key: string;
  /** The provider's id, when an answer brought one. */
  readonly reference: string | null;
  readonly total: Money;
  readonly prepared: JsonObject | null;
  /** The credential's facts and what the rail asked to remember. */
  readonly facts: Facts;
  /**
   * When the terms that are paid came to be, in milliseconds since 1970: money that moved earlier is for something
   * else. Null when nobody knows: then only money that moved after the first submission counts.
   */
  readonly quotedAt: number | null;
  /** When it was first submitted, in milliseconds since 1970. */
  readonly submittedAt: number;
}

/** Where a payment stands. */
export type Settlement =
  /**
   * Money moved: `total` is what the provider took. Another amount or currency than the purchase's is a case for a
   * person.
   */
  | {
      readonly state: 'paid';
      readonly reference: string;
      readonly total: Money;
      readonly receipt: Receipt;
      /** The refunds that the provider shows for this payment. */
      readonly refunds?: readonly RefundSeen[];
    }
  /**
   * The provider has accepted it and will decide. Not sent again. `retryAfter`: seconds until asking again can help.
   * `decidesBy`: until when that may take, in milliseconds since 1970, where it is longer than a day; then a person has
   * to look. Of several answers the first one's counts. `taken`: what it shows as taken already and not come back; zero
   * once all of it has.
   */
  | {
      readonly state: 'pending';
      readonly reference?: string;
      readonly taken?: Money;
      readonly retryAfter?: number;
      readonly decidesBy?: number;
    }
  /**
   * Cannot tell whether money moved. May be sent again with the same key, within the window. `unspent`: the provider
   * shows that nothing has used the credential so far, though something still may. `taken`: what it shows as taken for
   * this payment and not come back, of which no order can be made; zero once all of it has. `openCase`: why a person has
   * to look now, in a short stable word; then it is not sent again, and only `status` is asked.
   */
  | {
      readonly state: 'unknown';
      readonly reason: string;
      readonly openCase?: string;
      readonly unspent?: true;
      readonly taken?: Money;
      readonly reference?: string;
      readonly retryAfter?: number;
    }
  /** A page is open where a person can pay with one of `methods` (names to show, such as `card`), until `expiresAt`. */
  | {
      readonly state: 'action_required';
      readonly reference: string;
      readonly url: string;
      readonly methods: readonly string[];
      /** In milliseconds since 1970. */
      readonly expiresAt: number;
    }
  /**
   * No money moved, and without `until` none will. `evidence` says how that is known: nothing was sent, the provider's
   * stored answer to our key, or the provider's own state. With `until` (milliseconds since 1970), whoever holds the
   * credential could still use it up to then, and `status` is asked again for as long as it is given. `reason` is a
   * short stable word, `code` the provider's own; both reach the caller.
   */
  | {
      readonly state: 'declined';
      readonly reason: string;
      readonly code?: string;
      readonly evidence: 'not_sent' | 'same_key' | 'provider_state';
      readonly until?: number;
    }
  /** The time to pay has passed; no money moved and none will. */
  | { readonly state: 'expired' }
  /** Closed by us or the payer; no money moved and none will. */
  | { readonly state: 'cancelled' }
  /** Sent to the seller's own site; `handoff` reaches the caller as it is. Final, and never an order. */
  | { readonly state: 'referred'; readonly handoff: JsonObject };

export interface RefundRequest {
  readonly id: string;
  /** The provider's idempotency key of this refund. */
  readonly key: string;
  readonly amount: Money;
  /**
   * Why, in the operator's words; of a refund that the engine makes by itself `cart_changed` or `duplicate_payment`.
   */
  readonly reason: string;
}

/** `failed`: nothing went back, and nothing will under this id; when that is not sure, `unknown`. */
export type RefundState =
  | { readonly state: 'refunded'; readonly reference: string }
  | { readonly state: 'pending'; readonly reference?: string }
  | { readonly state: 'unknown'; readonly reason: string }
  | { readonly state: 'failed'; readonly reason: string };

/** A refund that the provider's own record of the payment shows. */
export interface RefundSeen {
  /** Our `RefundRequest.id`, read back from the provider's object. */
  readonly id: string;
  readonly amount: Money;
  readonly state: 'refunded' | 'pending' | 'failed';
  readonly reference: string;
}

export type { Address } from './cart.ts';
export { type Vetted, vetted, vettedPrepared, vettedRefund } from './checkout/vet.ts';
export { type ErrorCode, isRailError, RailError } from './errors.ts';
export { canonical, frozen, type Json, type JsonObject } from './json.ts';
export { fromUnits, isSameMoney, type Money, money, parseDecimal, toDecimal, toUnits } from './money.ts';
export type { Purchase, PurchaseLine } from './purchase.ts';
export type {
  CallContext,
  ChallengeContext,
  CheckContext,
  RailContext,
  WebhookContext,
} from './rail-context.ts';
