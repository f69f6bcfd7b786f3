import type {
  CoinbaseCall,
  CoinbaseFault,
  FacilitatorFault,
  Hostile,
  StripeCall,
  StripeFault,
  WebhookFault,
} from '@railyard/sandbox';
import type { Chance } from '../kill/chance.ts';
import { type Story, tell } from './story.ts';

/** Something that goes wrong outside of the server. */
interface Trouble {
  readonly kind: string;
  /** What exactly. */
  readonly what: object | string;
  make(sandbox: Hostile): Promise<unknown>;
}

/** A facilitator says it before it submits anything. */
const REFUSED = 'kyt_risk_detected';
const AT_FACILITATOR: readonly [FacilitatorFault, ...FacilitatorFault[]] = [
  { fault: 'cut', when: 'before' },
  { fault: 'cut', when: 'after' },
  { fault: 'bad_gateway', when: 'after' },
  { fault: 'stall', when: 'after' },
  { fault: 'html', when: 'after' },
  { fault: 'truncated', when: 'after' },
  { fault: 'status', status: 429, when: 'before' },
  { fault: 'delay', ms: 300 },
  { fault: 'pending' },
  { fault: 'false_success' },
  { fault: 'false_failure' },
  { fault: 'false_failure', reason: REFUSED },
  { fault: 'leaky_refusal', reason: REFUSED },
];
type ApiFault = StripeFault & CoinbaseFault;
/** What an API of a provider does, and whether it has done its work before. */
const AT_PROVIDER: readonly [ApiFault, ...ApiFault[]] = [
  { fault: 'cut', when: 'before' },
  { fault: 'cut', when: 'after' },
  { fault: 'bad_gateway', when: 'before' },
  { fault: 'bad_gateway', when: 'after' },
  { fault: 'stall', when: 'after' },
  { fault: 'error_less', when: 'after' },
  { fault: 'not_json', when: 'after' },
  { fault: 'delay', ms: 300, when: 'after' },
  { fault: 'rate_limit' },
  { fault: 'in_use' },
];
const STRIPE_CALLS: readonly [StripeCall, ...StripeCall[]] = [
  'payment_intents.create',
  'payment_intents.create',
  'payment_intents.retrieve',
  'payment_intents.search',
  'payment_intents.cancel',
  'checkout_sessions.create',
  'checkout_sessions.retrieve',
  'checkout_sessions.list',
  'checkout_sessions.expire',
  'refunds.create',
  'refunds.list',
];
const COINBASE_CALLS: readonly [CoinbaseCall, ...CoinbaseCall[]] = [
  'checkouts.create',
  'checkouts.retrieve',
  'checkouts.list',
  'checkouts.deactivate',
  'checkouts.refund',
];
const AT_WEBHOOKS: readonly [WebhookFault, ...WebhookFault[]] = [
  // Lost at first: a provider sends it again, for days.
  { fault: 'delay', ms: 600_000, times: 3 },
  { fault: 'duplicate', times: 3 },
  { fault: 'reorder', times: 2 },
  { fault: 'delay', ms: 5_000, times: 2 },
];

const TROUBLES: readonly [(chance: Chance) => Trouble, ...((chance: Chance) => Trouble)[]] = [
  atFacilitator,
  atFacilitator,
  atStripe,
  atStripe,
  atCoinbase,
  (chance) => {
    const what = chance.pick(AT_WEBHOOKS);
    return { kind: 'webhooks of Stripe', what, make: (sandbox) => sandbox.webhooks(what) };
  },
  (chance) => {
    const what = chance.pick(AT_WEBHOOKS);
    return { kind: 'webhooks of Coinbase', what, make: (sandbox) => sandbox.coinbase.webhooks(what) };
  },
  (chance) => {
    const what = { fault: 'error', times: 1 + chance.below(8) } as const;
    return { kind: 'node of the chain', what, make: (sandbox) => sandbox.rpc(what) };
  },
  (chance) => {
    const what = 1 + chance.below(3);
    return { kind: 'node that lags', what: `${what} blocks`, make: (sandbox) => sandbox.lag(what) };
  },
  () => ({ kind: 'chain that stands still', what: '', make: (sandbox) => sandbox.mining('stop') }),
  () => ({ kind: 'search that is late', what: '', make: (sandbox) => sandbox.searchLag(60_000) }),
];

function atFacilitator(chance: Chance): Trouble {
  const what = chance.pick(AT_FACILITATOR);
  return { kind: 'facilitator', what, make: (sandbox) => sandbox.facilitator('settle', what) };
}

function atStripe(chance: Chance): Trouble {
  const [call, fault] = [chance.pick(STRIPE_CALLS), chance.pick(AT_PROVIDER)];
  return { kind: 'Stripe', what: { call, ...fault }, make: (sandbox) => sandbox.stripe(call, fault) };
}

function atCoinbase(chance: Chance): Trouble {
  const [call, fault] = [chance.pick(COINBASE_CALLS), chance.pick(AT_PROVIDER)];
  return {
    kind: 'Coinbase',
    what: { call, ...fault },
    make: (sandbox) => sandbox.coinbase.fault(call, fault),
  };
}

/** Has up to four things go wrong from now on, beside what does already. */
export async function makeTrouble(sandbox: Hostile, chance: Chance, story: Story): Promise<void> {
  for (let left = chance.below(5); left > 0; left -= 1) {
    const trouble = chance.pick(TROUBLES)(chance);
    const { kind, what } = trouble;
    await trouble.make(sandbox);
    note(story, kind, typeof what === 'string' ? what : JSON.stringify(what));
  }
}

/** Counts a trouble, and tells it. */
export function note(story: Story, kind: string, what = ''): void {
  story.troubles.set(kind, (story.troubles.get(kind) ?? 0) + 1);
  tell(story, `trouble: ${kind} ${what}`);
}
