import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { WebhookFault } from '../faults/kinds.ts';
import { type Answering, fetchOver } from '../provider/answer.ts';
import type { Deliver } from '../provider/outbox.ts';
import { createTold } from '../provider/told.ts';
import { createDoor } from './checkout/door.ts';
import type { StripeSession } from './checkout/objects.ts';
import { expireDue } from './checkout/sessions.ts';
import { type PageAction, type PageEntry, type PageVisit, visitPage } from './checkout/visit.ts';
import { disputeIntent, finishIntent, finishRefund } from './controls.ts';
import { listenAt } from './endpoints.ts';
import type { StripeFacts, TokenTerms } from './facts.ts';
import { createIssuer, PATIENCE_MS } from './issuing/issuer.ts';
import { type LocalIssuing, openIssuing } from './issuing/local.ts';
import type { AskedStripe, Outcome, StripeCall, StripeFault, StripeOrder } from './kinds.ts';
import type { GrantedToken, StripeCharge, StripeEvent, StripeIntent, StripeRefund } from './objects.ts';
import { emptyState } from './open.ts';
import { createStripeOutbox } from './outbox.ts';
import { createServing } from './serve.ts';
import type { State } from './state.ts';
import { deactivate, mintFor, tokenOf } from './tokens.ts';
import type { Outside } from './work.ts';

/** What the world is to a local Stripe that runs in the process of its caller. */
export interface LocalStripeOptions {
  /** Milliseconds since 1970; the system's clock unless given. */
  readonly now?: () => number;
  /** How a fault `delay` waits; it waits so many milliseconds unless given. */
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** What ids and keys are drawn from: the same seed, the same ids in the same order. A random one unless given. */
  readonly seed?: string;
  /** Where payment pages are; `https://checkout.stripe.com` unless given. */
  readonly origin?: string;
  /**
   * How the platform is asked about an authorization: over the network, for 2 s, unless given. One that rejects with a
   * `TimeoutError` has not answered in time.
   */
  readonly authorize?: (request: Request) => Promise<Response>;
}

/** A strict Stripe without a network or timers: what it answers follows from what it was asked, told and lent. */
export interface LocalStripe {
  readonly facts: StripeFacts;
  /**
   * Answers a request as Stripe's API would, or its payment pages, at whatever host. Rejects as `fetch` does when the connection breaks. Needs
   * no `this`, so it can be given to whatever takes a `fetch`.
   */
  readonly fetch: (input: Request | string | URL, init?: RequestInit) => Promise<Response>;

  /** Spoils the next calls of this kind. */
  fault(call: StripeCall, fault: StripeFault): void;
  /** Has the search know what is older than so many milliseconds, until told otherwise. */
  searchLag(ms: number): void;
  /** Spoils the next deliveries of webhooks. */
  webhooks(fault: WebhookFault): void;
  /** What was asked since the last reset, oldest first: the last 10,000 calls. */
  calls(): readonly AskedStripe[];
  /** Honest again, and never asked anything. What happened to money stays. */
  reset(): void;

  /** A Shared Payment Token as an agent would present it, `spt_…`. */
  mint(terms: TokenTerms): string;
  /** Ends a token as its agent would. */
  revoke(token: string): void;
  /** Has the bank answer for an intent that is `processing`, or the payer for one that `requires_action`. */
  finish(intent: string, outcome: Outcome): void;
  /** Has the bank answer for a refund: one that is pending, or, with `failed`, one that had succeeded. */
  finishRefund(refund: string, outcome: Outcome): void;
  /** Has the payer dispute what an intent took. Gives the dispute's id. */
  dispute(intent: string): string;

  /**
   * Acts on the page of a Checkout Session as its buyer. Throws when the page does not offer that: one that has taken
   * its payment, or has expired, takes none.
   */
  visit(session: string, action: PageAction, entry?: PageEntry): PageVisit;

  /** The cards that the seller has issued. */
  readonly issuing: LocalIssuing;

  /** All Checkout Sessions, oldest first, of every account. */
  sessions(): readonly StripeSession[];
  /** All intents, oldest first, of every account. */
  intents(): readonly StripeIntent[];
  charges(): readonly StripeCharge[];
  refunds(): readonly StripeRefund[];
  tokens(): readonly GrantedToken[];
  events(): readonly StripeEvent[];

  /** An endpoint for all events, of every account but the agent's, signed with the `webhookSecret` of the facts. Once for a URL. */
  listen(url: string): void;
  /**
   * Sends the webhooks that are due, in their order, and says how many. What fails is due again later: 1, 10, 60 and
   * 600 s after the try before.
   */
  readonly deliver: Deliver;
  /** How many webhooks are due, or being sent. */
  dueWebhooks(): number;
}

/** A local Stripe to which nothing has happened yet, in this process. */
export function localStripe(options: LocalStripeOptions = {}): LocalStripe {
  const { now = Date.now, sleep = (ms) => wait(ms), seed = randomUUID() } = options;
  const { origin = 'https://checkout.stripe.com', authorize = askInTime } = options;
  const world = { state: emptyState(seed), now, sleep, origin, authorize, save: async () => {} };
  const { serve, page, ...stripe } = openStripe(world);
  return { ...stripe, fetch: fetchOver({ serve, page }, '/c/') };
}

/** Asks over the network, for as long as Stripe would wait. */
export function askInTime(request: Request): Promise<Response> {
  return fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
}

/** A local Stripe as its own process sees it. */
export interface OpenStripe extends Omit<LocalStripe, 'fetch'>, Answering {}

/** What a local Stripe goes on from. */
export interface StripeWorld extends Required<Omit<LocalStripeOptions, 'seed'>> {
  readonly state: State;
  readonly save: () => Promise<void>;
}

/** Goes on with a local Stripe. */
export function openStripe({ state, now, sleep, origin, authorize, save }: StripeWorld): OpenStripe {
  const told = createTold<StripeOrder, AskedStripe>();
  let lag = 0;
  const outbox = createStripeOutbox(state, told.webhooks, now, save);
  const { publish } = outbox;
  const issuer = createIssuer({ state, webhooks: told.webhooks, now, sleep, authorize, save });
  const outside = (): Outside => {
    const request = { id: null, idempotency_key: null };
    const happening = { state, now: Math.floor(now() / 1000), request, issuer, publish };
    expireDue(happening);
    return happening;
  };
  return {
    facts: state.facts,
    serve: createServing({ state, now, origin, save, issuer, publish, lag: () => lag }, told, sleep),
    page: createDoor(outside, save),
    fault: (call, fault) => told.orders.add({ ...fault, call }),
    webhooks: (fault) => told.webhooks.add(fault),
    searchLag(ms) {
      lag = ms;
    },
    calls: () => told.calls(),
    reset() {
      told.clear();
      issuer.declines.clear();
      lag = 0;
      outbox.release();
    },
    mint: (terms) => mintFor(outside(), terms),
    revoke(token) {
      const account = state.tokens.get(token)?.account ?? '';
      const happening = { ...outside(), account };
      deactivate(happening, tokenOf(happening, token, 'token'), 'revoked');
    },
    finish: (intent, outcome) => finishIntent(outside(), intent, outcome),
    finishRefund: (refund, outcome) => finishRefund(outside(), refund, outcome),
    dispute: (intent) => disputeIntent(outside(), intent).id,
    visit: (session, action, entry) => visitPage(outside(), session, action, entry),
    issuing: openIssuing(outside, issuer, save),
    sessions: () => objectsOf(outside().state.sessions),
    intents: () => objectsOf(outside().state.intents),
    charges: () => objectsOf(state.charges),
    refunds: () => objectsOf(state.refunds),
    tokens: () => objectsOf(state.tokens),
    events: () => objectsOf(outside().state.events),
    listen: (url) => listenAt(state, outside().now, url),
    deliver(send) {
      outside();
      return outbox.deliver(send);
    },
    dueWebhooks() {
      outside();
      return outbox.due();
    },
  };
}

function objectsOf<T>(held: ReadonlyMap<string, { readonly object: T }>): readonly T[] {
  return Array.from(held.values(), ({ object }) => object);
}
