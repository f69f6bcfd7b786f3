import type { ClientPlan, Plan } from '../plan.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

const CLIENT: ClientPlan = {
  habit: 'steady',
  cart: 0,
  rail: 'nonce',
  from: 0,
  pauses: [SECOND, 5 * SECOND, 30 * SECOND, 3 * MINUTE],
  credentials: ['good'],
  validFor: 2 * HOUR,
  seed: 1,
};
export const ALICE = { tenant: 'acme', principal: 'alice' };
/** A history in which nobody does anything. */
export const NOBODY: Plan = {
  seed: 1,
  carts: [ALICE],
  hosts: [{ skew: 0, sweepEvery: 30 * SECOND }],
  clients: [],
  faults: [],
  mishaps: [],
  landings: [],
  visits: [],
  transfers: [],
  rings: false,
  posts: [],
  forgeries: [],
  endings: [],
  refundsRefusedFrom: null,
  spending: null,
  eventsRefused: 0,
  linger: MINUTE,
};

export const client = (set: Partial<ClientPlan>): ClientPlan => ({ ...CLIENT, ...set });
export const PAGE = client({ rail: 'hosted' });
export const LATER = client({ rail: 'keyed', from: 2 * SECOND });
/** The call with which the first machine charges a token, when nothing has happened to it before. */
export const CHARGED = 10;
/** Shows an authorization that is refused, then another one. */
export const TWICE = client({ habit: 'fresh_both', credentials: ['refused', 'good'] });

/** A history worth a name. */
export interface Scenario {
  readonly plan: Plan;
  /** Lines of its trace, in this order: without them it is not what its name says. */
  readonly shows: readonly RegExp[];
}

/** What differs from a history in which nobody does anything. */
export type Draft = Partial<Plan> & Pick<Scenario, 'shows'>;

/** Lines of a trace that many of them show. */
export const SEEN = {
  page: /to the provider: open_page/,
  closed: /to the provider: close_page/,
  submit: /to the provider: submit/,
  charge: /to the provider: charge/,
  refund: /to the provider: refund/,
  paid: /hears 200 .*"status":"paid"/,
  person: /a person pays/,
  landed: /somebody lands/,
  edited: /hears of its edit: edited/,
  declined: /payment_declined/,
};
