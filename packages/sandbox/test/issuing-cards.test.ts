import type Stripe from 'stripe';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { StripeAuthorization, StripeCard, StripeCardholder, StripeTransaction } from '../src/index.ts';
import { CARDHOLDER, charge, mintCard, openIssuingBench, reasonOf } from './issuing-support.ts';
import { send } from './stripe-support.ts';

describe('a card', () => {
  it('looks like one of Stripe’s, and so does all that belongs to it', () => {
    expectTypeOf<StripeCardholder>().toExtend<Stripe.Issuing.Cardholder>();
    expectTypeOf<StripeCard>().toExtend<Stripe.Issuing.Card>();
    expectTypeOf<Omit<StripeAuthorization, 'transactions' | 'request_history'>>().toExtend<
      Omit<Stripe.Issuing.Authorization, 'transactions' | 'request_history'>
    >();
    expectTypeOf<StripeTransaction>().toExtend<Stripe.Issuing.Transaction>();
  });

  it('is inactive unless it is asked to be active', async () => {
    const { sdk, cardholder } = await openIssuingBench();
    const card = await sdk.issuing.cards.create({ cardholder, currency: 'usd', type: 'virtual' });
    expect(card).toMatchObject({
      status: 'inactive',
      lifecycle_controls: null,
      cardholder: { id: cardholder },
    });
  });

  it('cannot be active while its cardholder has to say more', async () => {
    const bench = await openIssuingBench();
    const { individual: _, ...silent } = CARDHOLDER;
    const { id, requirements } = await bench.sdk.issuing.cardholders.create(silent);
    expect(requirements.past_due).toContain('individual.card_issuing.user_terms_acceptance.ip');
    await expect(mintCard({ ...bench, cardholder: id })).rejects.toThrow('outstanding requirements');
    const { id: card } = await mintCard({ ...bench, cardholder: id }, { status: 'inactive' });
    await expect(bench.sdk.issuing.cards.update(card, { status: 'active' })).rejects.toThrow('outstanding');
  });

  it('shows its number and its code to whoever retrieves it alone and asks for them', async () => {
    const bench = await openIssuingBench();
    const { id, last4 } = await mintCard(bench);
    const plain = await bench.sdk.issuing.cards.retrieve(id);
    expect([plain.number, plain.cvc]).toEqual([undefined, undefined]);
    const { number = '', cvc } = await bench.sdk.issuing.cards.retrieve(id, { expand: ['number', 'cvc'] });
    expect(number).toMatch(/^400000\d{10}$/);
    expect(number.slice(-4)).toBe(last4);
    expect(cvc).toMatch(/^\d{3}$/);
    expect(
      JSON.stringify([bench.local.events(), bench.local.calls(), bench.local.issuing.cards()]),
    ).not.toContain(number);
  });

  it.each([
    ['GET /v1/issuing/cards?expand[]=data.number', ''],
    ['POST /v1/issuing/cards', 'expand[]=number'],
    ['POST /v1/issuing/cards', 'expand[]=cvc'],
    ['GET /v1/issuing/authorizations?expand[]=data.card.number', ''],
  ])('keeps its number from %s %s', async (target, form) => {
    const bench = await openIssuingBench();
    const wanted = `cardholder=${bench.cardholder}&currency=usd&type=virtual&${form}`;
    const said = await send(bench, target, { form: wanted });
    expect([said.status, said.body.error?.param]).toEqual([400, 'expand']);
    expect(bench.local.issuing.cards()).toEqual([]);
  });

  it('is found by each of the filters of a list', async () => {
    const bench = await openIssuingBench();
    const [first, second] = [await mintCard(bench), await mintCard(bench, { status: 'inactive' })];
    const found = async (query: Stripe.Issuing.CardListParams): Promise<readonly string[]> => {
      const { data } = await bench.sdk.issuing.cards.list(query);
      return data.map(({ id }) => id);
    };
    expect(await found({})).toEqual([second.id, first.id]);
    expect(await found({ status: 'active' })).toEqual([first.id]);
    expect(await found({ last4: second.last4 })).toEqual([second.id]);
    expect(await found({ cardholder: bench.cardholder, limit: 1 })).toEqual([second.id]);
    expect(await found({ cardholder: 'ich_another' })).toEqual([]);
    expect(await found({ exp_year: first.exp_year, type: 'virtual', starting_after: second.id })).toEqual([
      first.id,
    ]);
    expect(await found({ exp_month: (first.exp_month % 12) + 1 })).toEqual([]);
    expect(await found({ created: { gt: first.created } })).toEqual([]);
  });

  it('is minted once for a key, whoever lost the answer', async () => {
    const bench = await openIssuingBench();
    const params = { cardholder: bench.cardholder, currency: 'usd', type: 'virtual' } as const;
    const mint = (): Promise<Stripe.Issuing.Card> =>
      bench.sdk.issuing.cards.create({ ...params, metadata: { attempt: 'a1' } }, { idempotencyKey: 'k' });
    bench.local.fault('issuing_cards.create', { fault: 'cut', when: 'after' });
    await expect(mint()).rejects.toThrow('connection');
    const again = await mint();
    expect(bench.local.issuing.cards()).toMatchObject([{ id: again.id, metadata: { attempt: 'a1' } }]);
    await expect(bench.sdk.issuing.cards.create(params, { idempotencyKey: 'k' })).rejects.toThrow(
      'other parameters',
    );
  });

  it('is changed, and when canceled never changed back', async () => {
    const bench = await openIssuingBench();
    const { id } = await mintCard(bench, { metadata: { attempt: 'a1', note: 'x' } });
    const update = (params: Stripe.Issuing.CardUpdateParams): Promise<Stripe.Issuing.Card> =>
      bench.sdk.issuing.cards.update(id, params);
    expect(await update({ metadata: { note: '', order: '7' } })).toMatchObject({
      metadata: { attempt: 'a1', order: '7' },
    });
    await expect(update({ cancellation_reason: 'lost' })).rejects.toThrow('Only a card that is canceled');
    expect((await update({ status: 'inactive' })).status).toBe('inactive');
    expect(await update({ status: 'canceled', cancellation_reason: 'lost' })).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'lost',
    });
    await expect(update({ status: 'active' })).rejects.toThrow('cannot be changed back');
    expect((await update({ metadata: '' })).metadata).toEqual({});
  });
});

const CARDS = 'POST /v1/issuing/cards';
const CHARGE = 'POST /v1/test_helpers/issuing/authorizations';
const BASE = 'currency=usd&type=virtual';

describe('what Issuing refuses', () => {
  it.each([
    [CARDS, 'type=virtual', 'parameter_missing', 'currency'],
    [CARDS, 'currency=usd', 'parameter_missing', 'type'],
    [CARDS, BASE, 'parameter_missing', 'cardholder'],
    [CARDS, `${BASE}&cardholder=ich_1`, 'resource_missing', 'cardholder'],
    [CARDS, `${BASE}&cardholder=ich_1&colour=red`, 'parameter_unknown', 'colour'],
    [CARDS, 'currency=usd&type=plastic', undefined, 'type'],
    [CARDS, 'currency=usd&type=physical', 'sandbox_unsupported', 'type'],
    [CARDS, 'currency=jpy&type=virtual', undefined, 'currency'],
    [CARDS, `${BASE}&status=canceled`, undefined, 'status'],
    [CARDS, `${BASE}&exp_year=2030`, 'sandbox_unsupported', 'exp_year'],
    [
      CARDS,
      `${BASE}&lifecycle_controls[cancel_after][uses]=1`,
      'parameter_unknown',
      'lifecycle_controls[cancel_after][uses]',
    ],
    [
      CARDS,
      `${BASE}&cardholder=CARDHOLDER&lifecycle_controls[cancel_after][payment_count]=0`,
      'parameter_invalid_integer',
      'lifecycle_controls[cancel_after][payment_count]',
    ],
    [
      CARDS,
      `${BASE}&spending_controls[spending_limits][0][amount]=5`,
      'parameter_missing',
      'spending_controls[spending_limits][0][interval]',
    ],
    [
      CARDS,
      `${BASE}&spending_controls[allowed_categories][0]=bakery`,
      undefined,
      'spending_controls[allowed_categories][0]',
    ],
    [
      CARDS,
      `${BASE}&cardholder=CARDHOLDER&spending_controls[allowed_categories][0]=florists&spending_controls[blocked_categories][0]=florists`,
      undefined,
      'spending_controls[blocked_categories]',
    ],
    [CHARGE, 'amount=100', 'parameter_missing', 'card'],
    [CHARGE, 'amount=100&card=ic_1', 'resource_missing', 'card'],
    ['GET /v1/issuing/authorizations?merchant=x', '', 'parameter_unknown', 'merchant'],
    ['GET /v1/issuing/authorizations?status=approved', '', undefined, 'status'],
    ['GET /v1/issuing/cards/ic_1', '', 'resource_missing', 'id'],
    ['POST /v1/issuing/cardholders', 'name=Ada', 'parameter_missing', 'billing'],
    [
      'POST /v1/webhook_endpoints',
      'url=https://shop.test&enabled_events[]=issuing_authorization.request',
      'sandbox_unsupported',
      'enabled_events',
    ],
  ])('%s %s', async (target, form, code, param) => {
    const bench = await openIssuingBench();
    const { status, body } = await send(bench, target, {
      form: form.replace('CARDHOLDER', bench.cardholder),
    });
    expect([Math.trunc(status / 100), body.error?.code, body.error?.param]).toEqual([4, code, param]);
    expect(bench.local.issuing.cards()).toEqual([]);
  });
});

describe('the controls of a card', () => {
  const grocer = { merchant_data: { category: 'grocery_stores_supermarkets', country: 'US' } } as const;

  it.each<[string, Stripe.Issuing.CardCreateParams.SpendingControls, string]>([
    ['an allowed category', { allowed_categories: ['grocery_stores_supermarkets'] }, 'approved card_active'],
    ['another allowed category', { allowed_categories: ['florists'] }, 'declined spending_controls'],
    [
      'a blocked category',
      { blocked_categories: ['grocery_stores_supermarkets'] },
      'declined spending_controls',
    ],
    ['an allowed country', { allowed_merchant_countries: ['US'] }, 'approved card_active'],
    ['another allowed country', { allowed_merchant_countries: ['DE'] }, 'declined spending_controls'],
    ['a blocked country', { blocked_merchant_countries: ['US'] }, 'declined spending_controls'],
    [
      'a limit for other categories',
      { spending_limits: [{ amount: 1, interval: 'all_time', categories: ['florists'] }] },
      'approved card_active',
    ],
    [
      'a limit by a cent too low',
      { spending_limits: [{ amount: 4998, interval: 'per_authorization' }] },
      'declined spending_controls',
    ],
    [
      'a limit that is just enough',
      { spending_limits: [{ amount: 4999, interval: 'per_authorization' }] },
      'approved card_active',
    ],
  ])('say what becomes of a payment under %s', async (_, spending_controls, outcome) => {
    const bench = await openIssuingBench();
    const { id } = await mintCard(bench, { spending_controls });
    expect(reasonOf(await charge(bench, id, 4999, grocer))).toBe(outcome);
  });

  it.each([
    ['daily', 24],
    ['weekly', 7 * 24],
    ['monthly', 31 * 24],
    ['yearly', 366 * 24],
  ] as const)('count what was spent in a %s limit, until it begins anew', async (interval, hours) => {
    const bench = await openIssuingBench();
    const { id } = await mintCard(bench, {
      lifecycle_controls: { cancel_after: { payment_count: 9 } },
      spending_controls: { spending_limits: [{ amount: 5000, interval }] },
    });
    expect(reasonOf(await charge(bench, id, 3000))).toBe('approved card_active');
    expect(reasonOf(await charge(bench, id, 2001))).toBe('declined spending_controls');
    bench.pass(hours * 60 * 60 * 1000);
    expect(reasonOf(await charge(bench, id, 2001))).toBe('approved card_active');
  });

  it('count what was given up no more, and what was taken beyond it', async () => {
    const bench = await openIssuingBench();
    const { authorizations } = bench.sdk.testHelpers.issuing;
    const { id } = await mintCard(bench, { lifecycle_controls: { cancel_after: { payment_count: 9 } } });
    await authorizations.reverse((await charge(bench, id, 5000)).id);
    const second = await charge(bench, id, 5000);
    expect(second.approved).toBe(true);
    await authorizations.capture(second.id, { capture_amount: 1000 });
    expect(reasonOf(await charge(bench, id, 4001))).toBe('declined spending_controls');
    expect((await charge(bench, id, 4000)).approved).toBe(true);
    expect(bench.local.issuing.money()).toMatchObject([{ card: id, held: 4000, taken: 1000, payments: 3 }]);
  });
});
