import type Stripe from 'stripe';
import { localStripe } from '../src/index.ts';
import { type Bench, START, sdkOver } from './stripe-support.ts';

/** How a platform decides about an authorization. */
export type Decide = (request: Request) => Promise<Response>;

/** A local Stripe with somebody to issue cards to. */
export interface IssuingBench extends Bench {
  readonly cardholder: string;
  /** What the platform was asked, oldest first. */
  readonly asked: Stripe.IssuingAuthorizationRequestEvent[];
  /** Has the platform decide in this way from now on. */
  decideBy(decide: Decide): void;
}

export const CARDHOLDER = {
  name: 'Ada Example',
  type: 'individual',
  billing: {
    address: { line1: '1 Main St', city: 'Springfield', postal_code: '62701', state: 'IL', country: 'US' },
  },
  individual: {
    first_name: 'Ada',
    last_name: 'Example',
    card_issuing: { user_terms_acceptance: { date: 1_792_000_000, ip: '203.0.113.7' } },
  },
} as const satisfies Stripe.Issuing.CardholderCreateParams;

/** What a platform says that lets everything through. */
export const APPROVE: Decide = async () => said({ approved: true });

/** An answer as Stripe wants it. */
export function said(body: object, headers: Readonly<Record<string, string>> = {}, status = 200): Response {
  const wanted = { 'stripe-version': '2026-10-28.endive', 'content-type': 'application/json' };
  return new Response(JSON.stringify(body), { status, headers: { ...wanted, ...headers } });
}

export async function openIssuingBench(): Promise<IssuingBench> {
  let clock = START;
  let decide = APPROVE;
  const asked: Stripe.IssuingAuthorizationRequestEvent[] = [];
  const now = (): number => clock;
  const local = localStripe({
    now,
    sleep: async () => {},
    seed: 'a seed',
    async authorize(request) {
      asked.push((await request.clone().json()) as Stripe.IssuingAuthorizationRequestEvent);
      return decide(request);
    },
  });
  const sdk = sdkOver(local.facts, local.fetch);
  const { id: cardholder } = await sdk.issuing.cardholders.create(CARDHOLDER);
  return {
    local,
    facts: local.facts,
    sdk,
    cardholder,
    asked,
    now,
    pass(ms) {
      clock += ms;
    },
    decideBy(how) {
      decide = how;
    },
  };
}

/** A card for one payment of up to 50.00 USD. */
export function mintCard(
  { sdk, cardholder }: IssuingBench,
  more: Partial<Stripe.Issuing.CardCreateParams> = {},
): Promise<Stripe.Issuing.Card> {
  return sdk.issuing.cards.create({
    cardholder,
    currency: 'usd',
    type: 'virtual',
    status: 'active',
    lifecycle_controls: { cancel_after: { payment_count: 1 } },
    spending_controls: { spending_limits: [{ amount: 5000, interval: 'all_time' }] },
    ...more,
  });
}

/** Has a merchant ask for an authorization. */
export function charge(
  { sdk }: IssuingBench,
  card: string,
  amount = 4999,
  more: Partial<Parameters<Stripe['testHelpers']['issuing']['authorizations']['create']>[0]> = {},
): Promise<Stripe.Issuing.Authorization> {
  return sdk.testHelpers.issuing.authorizations.create({ card, amount, ...more });
}

/** Why an authorization was approved or declined. */
export function reasonOf({ approved, request_history }: Stripe.Issuing.Authorization): string {
  return `${approved ? 'approved' : 'declined'} ${request_history.map(({ reason }) => reason).join()}`;
}
