import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { responseOf } from './answer.ts';
import { disputeIntent, finishIntent, finishRefund, type Outside } from './controls.ts';
import { listenAt } from './endpoints.ts';
import type { StripeFacts, TokenTerms } from './facts.ts';
import type { AskedStripe, Outcome, StripeCall, StripeFault, WebhookFault } from './kinds.ts';
import type { GrantedToken, StripeCharge, StripeEvent, StripeIntent, StripeRefund } from './objects.ts';
import { emptyState } from './open.ts';
import { createOutbox } from './outbox.ts';
import { createServing } from './serve.ts';
import type { Spoiled } from './spoil.ts';
import type { State } from './state.ts';
import { deactivate, mintFor, tokenOf } from './tokens.ts';
import { createTold } from './told.ts';

/** What the world is to a local Stripe that runs in the process of its caller. */
export interface LocalStripeOptions {
  /** Milliseconds since 1970; the system's clock unless given. */
  readonly now?: () => number;
  /** How a fault `delay` waits; it waits so many milliseconds unless given. */
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** What ids and keys are drawn from: the same seed, the same ids in the same order. A random one unless given. */
  readonly seed?: string;
}

/** A strict Stripe without a network or timers: what it answers follows from what it was asked, told and lent. */
export interface LocalStripe {
  readonly facts: StripeFacts;
  /**
   * Answers a request as Stripe's API would, at whatever host. Rejects as `fetch` does when the connection breaks. Needs
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
  readonly deliver: (send: (request: Request) => Promise<Response>) => Promise<number>;
}

/** A local Stripe to which nothing has happened yet, in this process. */
export function localStripe(options: LocalStripeOptions = {}): LocalStripe {
  const { now = Date.now, sleep = (ms) => wait(ms), seed = randomUUID() } = options;
  const { serve, ...stripe } = openStripe({ state: emptyState(seed), now, sleep, save: async () => {} });
  return {
    ...stripe,
    async fetch(input, init) {
      const request = new Request(input, init);
      const served = await serve(request);
      if (served === 'cut')
        throw new TypeError('fetch failed', { cause: new Error('The connection broke.') });
      return served === 'stall' ? hungUp(request.signal) : responseOf(served);
    },
  };
}

function hungUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const hangUp = (): void => reject(signal.reason as Error);
    if (signal.aborted) hangUp();
    else signal.addEventListener('abort', hangUp, { once: true });
  });
}

/** A local Stripe as its own process sees it. */
export interface OpenStripe extends Omit<LocalStripe, 'fetch'> {
  readonly serve: (request: Request) => Promise<Spoiled>;
}

/** What a local Stripe goes on from. */
export interface StripeWorld extends Required<Omit<LocalStripeOptions, 'seed'>> {
  readonly state: State;
  readonly save: () => Promise<void>;
}

/** Goes on with a local Stripe. */
export function openStripe({ state, now, sleep, save }: StripeWorld): OpenStripe {
  const told = createTold();
  const outbox = createOutbox(state, told.webhooks, now);
  const { publish } = outbox;
  const outside = (): Outside => ({
    state,
    now: Math.floor(now() / 1000),
    request: { id: null, idempotency_key: null },
    publish,
  });
  return {
    facts: state.facts,
    serve: createServing({ state, now, save, publish, lag: () => told.lag }, told, sleep),
    fault: (call, fault) => told.orders.add({ ...fault, call }),
    webhooks: (fault) => told.webhooks.add(fault),
    searchLag(ms) {
      told.lag = ms;
    },
    calls: () => told.calls(),
    reset() {
      told.clear();
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
    intents: () => objectsOf(state.intents),
    charges: () => objectsOf(state.charges),
    refunds: () => objectsOf(state.refunds),
    tokens: () => objectsOf(state.tokens),
    events: () => objectsOf(state.events),
    listen: (url) => listenAt(state, outside().now, url),
    deliver: (send) => outbox.deliver(send),
  };
}

function objectsOf<T>(held: ReadonlyMap<string, { readonly object: T }>): readonly T[] {
  return Array.from(held.values(), ({ object }) => object);
}
