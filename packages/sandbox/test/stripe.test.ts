import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import StripePreview from 'stripe-preview';
import { describe, expect, it } from 'vitest';
import type {
  GrantedToken,
  SandboxFacts,
  StripeCharge,
  StripeFacts,
  StripeIntent,
  StripeRefund,
} from '../src/index.ts';
import { openBench, sdkOver } from './stripe-support.ts';
import { useSandbox } from './support.ts';

const used = useSandbox();

/** The official clients of both kinds of local Stripe, as they come. */
const WAYS: readonly (readonly [string, () => { readonly sdk: Stripe; readonly facts: StripeFacts }])[] = [
  ['in process', () => openBench()],
  ['in the sandbox, over a fetch', () => overFetch(used.sandbox)],
  ['in the sandbox, over node:http', () => overHttp(used.sandbox)],
];

function overFetch({ stripe: facts }: SandboxFacts) {
  return { facts, sdk: sdkOver(facts, (input, init) => fetch(atHome(facts.url, input), init)) };
}

function atHome(url: string, input: Request | string | URL): string {
  const { pathname, search } = new URL(input instanceof Request ? input.url : input);
  return `${url}${pathname}${search}`;
}

function overHttp({ stripe: facts }: SandboxFacts) {
  return { facts, sdk: new Stripe(facts.secretKey, addressOf(facts.url)) };
}

/** How the official client is told where a local Stripe is. */
function addressOf(url: string) {
  const { hostname: host, port } = new URL(url);
  return { host, port, protocol: 'http', maxNetworkRetries: 0, telemetry: false } as const;
}

describe.each(WAYS)('the official client, %s,', (_, open) => {
  it('is paid by a token, finds the payment again and gives it back', async () => {
    const { sdk, facts } = open();
    const preview = { apiVersion: facts.previewVersion };
    const token: unknown = await sdk.rawRequest(
      'POST',
      '/v1/test_helpers/shared_payment/granted_tokens',
      { payment_method: 'pm_card_visa', usage_limits: { currency: 'usd', max_amount: 4999 } },
      preview,
    );
    const pay = (idempotencyKey: string): Promise<Stripe.Response<Stripe.PaymentIntent>> =>
      sdk.paymentIntents.create(
        {
          amount: 4999,
          currency: 'usd',
          confirm: true,
          automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
          payment_method_data: byToken((token as { readonly id: string }).id),
          metadata: { order: '7' },
        },
        { ...preview, idempotencyKey },
      );
    const [first, second] = [randomUUID(), randomUUID()];
    const paid = await pay(first);
    expect(paid).toMatchObject({ object: 'payment_intent', status: 'succeeded', amount_received: 4999 });
    expect((await pay(first)).id).toBe(paid.id);
    await expect(pay(second)).rejects.toThrow(Stripe.errors.StripeInvalidRequestError);

    const whole = await sdk.paymentIntents.retrieve(paid.id, { expand: ['latest_charge'] });
    expect(whole.latest_charge).toMatchObject({
      object: 'charge',
      status: 'succeeded',
      payment_intent: paid.id,
    });
    const found = await sdk.paymentIntents.search({ query: `metadata['order']:'7'`, limit: 1 });
    expect(found.data).toMatchObject([{ id: paid.id }]);
    const refund = await sdk.refunds.create({ payment_intent: paid.id, amount: 1000, reason: 'duplicate' });
    expect(await sdk.refunds.retrieve(refund.id)).toEqual(refund);
    const listed = await sdk.refunds.list({ payment_intent: paid.id });
    expect(listed.data).toEqual([refund]);
  });

  it('gets a decline as a card error', async () => {
    const { sdk } = open();
    const declined = sdk.paymentIntents.create({
      amount: 4999,
      currency: 'usd',
      confirm: true,
      payment_method: 'pm_card_chargeDeclinedInsufficientFunds',
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    });
    await expect(declined).rejects.toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      payment_intent: { status: 'requires_payment_method' },
    });
  });

  it('pages through a list by itself', async () => {
    const { sdk } = open();
    const made: string[] = [];
    for (let count = 0; count < 3; count += 1)
      made.push((await sdk.paymentIntents.create({ amount: 4999, currency: 'usd' })).id);
    const [oldest = ''] = made;
    const listed: string[] = [];
    for await (const { id } of sdk.paymentIntents.list({ limit: 1 })) {
      listed.push(id);
      if (id === oldest) break;
    }
    expect(listed).toEqual(made.toReversed());
    const before = await sdk.paymentIntents.list({ ending_before: oldest, limit: 2 });
    expect(before.data.map(({ id }) => id)).toEqual(made.slice(1).toReversed());
  });
});

it('gives the preview client what its types say, as agent and as seller', async () => {
  const { stripe: facts } = used.sandbox;
  const agent = new StripePreview(facts.agent.secretKey, addressOf(facts.url));
  const seller = new StripePreview(facts.secretKey, addressOf(facts.url));
  const issued = await agent.sharedPayment.issuedTokens.create({
    payment_method: 'pm_card_visa',
    seller_details: { network_business_profile: facts.profile },
    usage_limits: { currency: 'usd', max_amount: 4999 },
  });
  const paid = await seller.paymentIntents.create({
    amount: 4999,
    currency: 'usd',
    confirm: true,
    payment_method_data: byToken(issued.id),
  });
  expect(paid.status).toBe('succeeded');
  const granted = await seller.sharedPayment.grantedTokens.retrieve(issued.id);
  expect(granted).toMatchObject({
    deactivated_reason: 'consumed',
    agent_details: { network_business_profile: facts.agent.profile },
  });
  expect(await agent.sharedPayment.issuedTokens.retrieve(issued.id)).toMatchObject({ status: 'deactivated' });
});

it('shows objects that are the official ones, in part', async () => {
  const { local, sdk } = openBench();
  const token = local.mint({ maxAmount: 4999 });
  const intent = await sdk.paymentIntents.create({ amount: 4999, currency: 'usd' });
  const [kept] = local.intents();
  expect(kept && official.intent(kept)).toMatchObject({ id: intent.id, status: intent.status });
  expect(local.tokens().map(official.token)).toMatchObject([{ id: token }]);
});

/** Compiles only as long as the sandbox's objects are those of the official types. */
const official = {
  intent: (one: StripeIntent): Pick<Stripe.PaymentIntent, keyof StripeIntent> => one,
  charge: (one: StripeCharge): Pick<Stripe.Charge, Exclude<keyof StripeCharge, 'payment_method_details'>> =>
    one,
  refund: (one: StripeRefund): Pick<Stripe.Refund, keyof StripeRefund> => one,
  token: (
    one: GrantedToken,
  ): Pick<
    StripePreview.SharedPayment.GrantedToken,
    'id' | 'object' | 'usage_limits' | 'usage_details' | 'deactivated_reason'
  > => one,
};

/** The types ask for `type` too, and Stripe does not. The stable ones know no token. */
function byToken(shared_payment_granted_token: string): never {
  return { shared_payment_granted_token } as never;
}

it('names the versions that the installed clients are of', () => {
  const { facts } = openBench();
  expect(new Stripe('sk_test_1').getApiField('version')).toBe(facts.version);
  expect(new StripePreview('sk_test_1').getApiField('version')).toBe(facts.previewVersion);
});
