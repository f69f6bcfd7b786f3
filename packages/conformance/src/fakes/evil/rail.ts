import type { Credential, PaymentRail, RailRequest, Settlement } from '@railyard/core/rail';
import { hostedRail } from '../hosted.ts';
import { keyedRail } from '../keyed.ts';
import { challengeOf, KEY_WINDOW, manifestOf } from '../rails.ts';
import type { Operation } from '../wire.ts';

/** A word that stands for a secret: it may stand in what a rail throws, and nowhere else. */
export const EVIL_SECRET = 'sk_live_canary';
/** A name that no manifest lists. */
export const EVIL_NAME = 'x-undeclared';

/** A rail with all the members that its kind can have, before one of them is bent. */
export type Whole = PaymentRail & Required<Pick<PaymentRail, 'cancel' | 'check' | 'prepare' | 'refund'>>;

/** What a bent rail may use beside its calls. */
export interface Aids {
  readonly sleep: (ms: number) => Promise<void>;
}

/** What of the usual course of a payment a misbehaviour changes. Whatever is left out goes as on an honest rail. */
export interface Expectation {
  /** The answer to the paying call: `paid`, `action_required`, `referred`, or the code of a problem. */
  readonly call?: string;
  /** What is left of the payment in the end: an order, an open case by its name, money given back, or nothing. */
  readonly end?: string;
  /** The case that the platform was told of meanwhile, when it is not the one that is left. */
  readonly alarm?: string;
  /** The answer to a refund of the order, and how that ends. */
  readonly refund?: readonly [answer: string, end: string];
  /** The answer to an edit of the cart whose page is open. */
  readonly edit?: string;
  /** The answer to a paying call on an honest rail beside it. */
  readonly beside?: string;
  /** Money that no engine could know of, because the rail denies it for certain. */
  readonly denied?: true;
}

/** One way to misbehave. */
export interface Misbehaviour {
  /** What the rail does, after `a rail that …`. */
  readonly name: string;
  readonly payer: 'agent' | 'human';
  /** The operation of the provider whose first reply is lost on the way, so that the engine has to ask. */
  readonly lost?: Operation;
  readonly expects: Expectation;
  /** The members that differ, of any type. */
  readonly bend: (rail: Whole, aids: Aids) => object;
}

/** The honest rail that an agent pays on, with a token in `x-evil-token`. */
export function agentRail(): Whole {
  return {
    ...(keyedRail() as PaymentRail & Pick<Whole, 'refund'>),
    id: 'evil',
    manifest: manifestOf('evil', 'agent', KEY_WINDOW),
    accepts: () => null,
    detect,
    challenge: async (purchase) => challengeOf('evil', purchase),
    check: async () => null,
    prepare: async () => ({ prepared: { desk: 'one' } }),
    cancel: async () => ({ state: 'unknown', reason: 'no_page' }),
  };
}

/** The honest rail with a page. */
export function personRail(): Whole {
  return {
    ...hostedRail(),
    id: 'evil',
    manifest: manifestOf('evil', 'human', KEY_WINDOW),
    accepts: () => null,
    check: async () => null,
    prepare: async () => ({ prepared: { desk: 'two' } }),
  };
}

/** The token of a request. */
export function tokenIn({ headers }: RailRequest): string | undefined {
  return headers['x-evil-token'];
}

export function credentialOf(token: string): Credential<string> {
  return { fingerprint: `evil:${token}`, payload: token, facts: { token_kind: 'evil' }, expiresAt: null };
}

function detect(request: RailRequest): Credential<string> | null {
  const token = tokenIn(request);
  return token === undefined ? null : credentialOf(token);
}

/** Settles as an honest rail does, and answers something else. */
export function afterwards(rail: Whole, answer: (honest: Settlement) => unknown): object {
  return {
    settle: async (...call: Parameters<Whole['settle']>) => answer(await rail.settle(...call)),
  };
}

/** The answers of `settle` and `status` alike, each bent. */
export function always(rail: Whole, answer: (honest: Settlement) => unknown): object {
  return {
    ...afterwards(rail, answer),
    status: async (...call: Parameters<Whole['status']>) => answer(await rail.status(...call)),
  };
}

/** Bends a paid answer, and leaves any other as it is. */
export function whenPaid(bend: (honest: Paid) => unknown): (honest: Settlement) => unknown {
  return (honest) => (honest.state === 'paid' ? bend(honest) : honest);
}

/** The answer that most of them bend. */
export type Paid = Extract<Settlement, { state: 'paid' }>;
