import { isRailError } from '@railyard/core';
import { describe, expect, it } from 'vitest';
import { type CardRailOptions, cardRail, type MerchantConnector } from '../src/index.ts';
import { OPTIONS } from './bench.ts';
import { connector } from './connector.ts';
import { CARDHOLDER, UNSEEN, WEBHOOK_SECRET } from './issuing.ts';
import { mount, NOW, purchase } from './mount.ts';

function faultOf(options: unknown): string {
  try {
    cardRail(options as CardRailOptions);
    return 'none';
  } catch (error) {
    return isRailError(error) && error.code === 'configuration' ? error.message : 'another';
  }
}

/** A merchant who confirms an order before it is charged. */
const confirming: MerchantConnector = {
  ...connector,
  place: async ({ total }) => ({ answer: 'placed', reference: 'M-1', total, state: 'confirmed' }),
  find: async () => ({
    answer: 'placed',
    reference: 'M-1',
    total: purchase.total,
    state: 'confirmed',
  }),
};

/** So many minutes later. */
function at(minutes: number): { readonly now: () => number } {
  return { now: () => NOW + minutes * 60_000 };
}

describe('cardRail', () => {
  it('is a rail on which the platform pays, and that gives back whole payments', () => {
    const { id, manifest } = cardRail(OPTIONS);
    expect([id, manifest.payer, manifest.refunds]).toEqual(['card', 'platform', 'whole']);
    expect(manifest.currencies).toEqual({ usd: { min: 1, max: 99_999_999 } });
  });

  it.each([
    ['a key of another kind', { stripe: { ...OPTIONS.stripe, secretKey: 'pk_test_1' } }, 'secretKey'],
    ['no cardholder', { stripe: { ...OPTIONS.stripe, cardholder: 'cus_1' } }, 'ich_'],
    ['a currency without cards', { stripe: { ...OPTIONS.stripe, currencies: ['jpy'] } }, 'usd, eur, gbp'],
    ['a secret of another kind', { stripe: { ...OPTIONS.stripe, webhookSecrets: ['sk_1'] } }, 'whsec_'],
    ['an account of another kind', { stripe: { ...OPTIONS.stripe, account: 'ich_1' } }, 'acct_'],
    ['an address with a path', { stripe: { ...OPTIONS.stripe, apiUrl: 'https://a.example/v1' } }, 'apiUrl'],
    ['more time than Stripe gives', { stripe: { ...OPTIONS.stripe, answerWithin: 2_001 } }, 'answerWithin'],
    ['a patience of no time', { patience: 0 }, 'patience'],
    ['no merchants', { merchants: {} }, 'no merchants'],
    ['half a connector', { merchants: { shop: { place: async () => null } } }, '"find"'],
    ['a time in place of a function', { deliverAt: '2031-01-01' }, 'deliverAt'],
  ])('names what is wrong with %s', (_, change, named) => {
    expect(faultOf({ ...OPTIONS, ...change })).toContain(named);
  });

  it('sends no live key in the clear, and is not mounted in another mode', () => {
    const stripe = { ...OPTIONS.stripe, secretKey: 'sk_live_1' };
    expect(faultOf({ ...OPTIONS, stripe: { ...stripe, apiUrl: 'http://127.0.0.1:1' } })).toContain('https');
    expect(cardRail({ ...OPTIONS, stripe }).refuses('test')).toContain('sk_test_');
    expect(cardRail({ ...OPTIONS, stripe }).refuses('live')).toBeNull();
  });

  it('S3.7 refuses a seller for whom it has no connector, whatever the seller is called', () => {
    const rail = cardRail(OPTIONS);
    expect(rail.accepts(purchase)).toBeNull();
    for (const seller of ['seller_2', '__proto__', 'constructor', 'toString'])
      expect(rail.accepts({ ...purchase, seller })).toMatchObject({ refused: 'merchant_unknown' });
  });

  it('S3.3 S3.4 asks for a virtual card for one payment of the total and no more, where the merchant is', async () => {
    const { prepared } = mount();
    expect((await prepared()).card).toEqual({
      cardholder: CARDHOLDER,
      currency: 'usd',
      type: 'virtual',
      status: 'active',
      lifecycle_controls: { cancel_after: { payment_count: 1 } },
      spending_controls: {
        spending_limits: [
          { amount: 4_999, interval: 'per_authorization' },
          { amount: 4_999, interval: 'all_time' },
        ],
        allowed_categories: ['grocery_stores_supermarkets'],
        allowed_merchant_countries: ['US'],
      },
      metadata: {
        railyard_attempt: 'att_1',
        railyard_cart: 'cart_1',
        railyard_order: 'order_1',
        railyard_tenant: 'acme',
      },
    });
  });

  it('restricts no card of a merchant who names no place', async () => {
    const { card: _, ...anywhere } = connector;
    const { prepared } = mount({ merchants: { seller_1: anywhere } });
    expect((await prepared()).card).toMatchObject({ spending_controls: { spending_limits: [{}, {}] } });
    expect(JSON.stringify((await prepared()).card)).not.toContain('allowed');
  });

  it.each(['tomorrow', '2030-03-17', '2030-03-18T10:00', '2020-01-01T00:00:00Z', '2030-02-30T99:00:00Z'])(
    'S3.8 refuses the delivery time %s',
    async (time) => {
      const { prepare } = mount({ deliverAt: async () => time });
      expect(await prepare()).toMatchObject({ refused: 'delivery_time_invalid' });
    },
  );

  it('S3.8 gives the merchant the time of delivery, and null for as soon as possible', async () => {
    for (const time of ['2030-03-18T10:00:00+02:00', null]) {
      const { settle, merchant } = mount({ deliverAt: async () => time });
      await settle();
      const [placed = ''] = merchant.sent.filter((one) => one.startsWith('POST'));
      expect(JSON.parse(placed.slice(placed.indexOf('{')))).toMatchObject({
        order: 'order_1',
        attempt: 'att_1',
        lines: [{ product: 'P-77', title: 'Tea', quantity: 2, unitAmount: 2_000 }],
        tip: 999,
        total: { amount: 4_999, currency: 'usd' },
        deliverAt: time,
        card: { expMonth: 3, expYear: 2_033 },
      });
    }
  });

  it('waits for an order that is to be delivered later', async () => {
    const { settle, merchant } = mount({ deliverAt: async () => '2030-03-20T10:00:00Z' });
    merchant.next = 'pending';
    expect(await settle()).toMatchObject({ state: 'pending', decidesBy: Date.UTC(2030, 2, 21, 10) });
  });

  it('takes no word of a merchant that is not in the contract', async () => {
    const odd: readonly unknown[] = [
      null,
      'placed',
      { answer: 'placed' },
      { answer: 'placed', reference: '', total: { amount: 1, currency: 'usd' }, state: 'confirmed' },
      { answer: 'placed', reference: 'M-1', total: { amount: -1, currency: 'usd' }, state: 'confirmed' },
      { answer: 'placed', reference: 'M-1', total: { amount: 4_999, currency: 'usd' }, state: 'shipped' },
      { answer: 'refused', reason: 'I kept 4000000000000002' },
      { answer: 'maybe' },
    ];
    for (const said of odd) {
      const place = async (): Promise<never> => said as never;
      const { settle } = mount({ merchants: { seller_1: { ...connector, place } } });
      expect(await settle()).toEqual({ state: 'unknown', reason: 'merchant_silent' });
    }
  });

  it('gives up an answer that takes longer than anybody waits', async () => {
    const { settle } = mount({
      merchants: { seller_1: { ...connector, place: () => new Promise<never>(() => {}) } },
    });
    const ending = new AbortController();
    const answer = settle({ signal: ending.signal });
    setTimeout(() => ending.abort(), 20);
    expect(await answer).toEqual({ state: 'unknown', reason: 'merchant_silent' });
  });

  it('places nothing after it was held up, for somebody else may be at it', async () => {
    const { settle, context, merchant } = mount();
    let now = context.now();
    const answer = await settle({
      now: () => now,
      async remember() {
        now += 60_000;
      },
    });
    expect(answer).toEqual({ state: 'unknown', reason: 'held_up' });
    expect(merchant.sent).toEqual([]);
  });

  it('places nothing when another worker has the attempt by then, of which it makes sure last of all', async () => {
    const { settle, context } = mount();
    const steps: string[] = [];
    const answer = settle({
      first: false,
      fetch(input, init) {
        const { method, url } = new Request(input, init);
        steps.push(`${method} ${new URL(url).pathname.replace(/(?:key|ic)_\w+/, ':id')}`);
        return context.fetch(input, init);
      },
      async remember() {
        steps.push('remember');
        throw new Error('Another worker has it.');
      },
    });
    await expect(answer).rejects.toThrow('Another worker has it.');
    expect(steps).toEqual([
      'POST /v1/issuing/cards',
      'GET /v1/issuing/cards',
      'GET /v1/issuing/cards/:id',
      'GET /orders/:id',
      'remember',
    ]);
  });

  it('calls no purchase declined while Stripe decides about money for its card', async () => {
    const { settle, merchant, bank, context } = mount();
    merchant.next = 'declined';
    const asked = {
      object: 'issuing.authorization',
      id: 'iauth_1',
      amount: 0,
      currency: 'usd',
      approved: false,
    };
    const fetch: typeof context.fetch = async (input, init) => {
      const request = new Request(input, init);
      if (!request.url.includes('/authorizations')) return context.fetch(request);
      const pending = {
        status: 'pending',
        request_history: [],
        pending_request: { amount: 4_999, currency: 'usd' },
      };
      return Response.json({ data: [{ ...asked, ...pending }], has_more: false });
    };

    expect(await settle({ fetch })).toMatchObject({ state: 'unknown', reason: 'card_not_closed' });
    expect(bank.cards()).toMatchObject([{ isOpen: false }]);
  });

  it('gives an order back by having the merchant take it back, and says so once the card shows it', async () => {
    for (const next of ['paid', 'captured'] as const) {
      const { settle, refund, merchant, status, bank } = mount();
      merchant.next = next;
      await settle();
      expect(await refund()).toEqual({ state: 'refunded', reference: 'M-1' });
      expect(await refund()).toEqual({ state: 'refunded', reference: 'M-1' });
      expect(await refund({ id: 'refund_2' })).toEqual({ state: 'failed', reason: 'already_refunded' });
      expect(await status()).toMatchObject({
        state: 'paid',
        refunds: [{ id: 'refund_1', amount: { amount: 4_999 }, state: 'refunded' }],
      });
      expect(bank.refunds()).toHaveLength(1);
    }
  });

  it('says truthfully that a merchant keeps an order, and that no part can go back', async () => {
    const { settle, refund, merchant } = mount();
    await settle();
    merchant.keeps = true;
    expect(await refund()).toEqual({ state: 'failed', reason: 'merchant_keeps_order' });
    expect(await refund({ amount: { amount: 100, currency: 'usd' } })).toEqual({
      state: 'failed',
      reason: 'only_as_a_whole',
    });
    merchant.keeps = false;
    expect(await refund({ id: 'refund_2' })).toMatchObject({ state: 'refunded' });
  });

  it('fences for good: a card that is closed pays nothing, and a confirmed order stays', async () => {
    const open = mount();
    open.merchant.next = 'pending';
    await open.settle();
    expect(await open.cancel()).toMatchObject({ state: 'unknown', openCase: 'order_in_doubt' });
    await open.merchant.finish('paid');
    expect(open.bank.charges()).toEqual([]);
    expect(await open.status()).toMatchObject({ state: 'declined' });

    const done = mount();
    await done.settle();
    expect(await done.cancel()).toMatchObject({ state: 'paid' });
    expect(done.remembered).not.toHaveProperty('card_fenced');
  });

  it('calls nothing cancelled of which the merchant may have an order still', async () => {
    for (const [says, next, answer] of [
      ['all', 'declined', { state: 'cancelled' }],
      ['nothing', 'paid', { state: 'unknown', openCase: 'order_in_doubt' }],
      ['unclear', 'pending', { state: 'unknown', openCase: 'order_in_doubt' }],
    ] as const) {
      const { settle, cancel, merchant, bank } = mount();
      Object.assign(merchant, { says, next });
      await settle();
      expect(await cancel()).toMatchObject(answer);
      expect(bank.cards()).toMatchObject([{ isOpen: false }]);
    }
    const unsent = mount();
    expect(await unsent.cancel()).toEqual({ state: 'cancelled' });
  });

  it('calls an order paid once the card has paid all of it, and still does', async () => {
    const { settle, status, bank } = mount({ merchants: { seller_1: confirming } });
    expect(await settle()).toMatchObject({ state: 'pending', reference: 'M-1' });
    const [card = UNSEEN] = bank.cards();
    const { number } = card;
    await bank.authorize(card, { amount: 4_000, currency: 'usd' });
    expect(await status()).toMatchObject({ state: 'pending' });
    await bank.force(number, 999);
    expect(await status()).toMatchObject({ state: 'paid', total: { amount: 4_999 } });
    await bank.giveBack(number);
    expect(await status()).toMatchObject({ state: 'pending' });

    const other = mount({ merchants: { seller_1: confirming } });
    await other.settle();
    const [all = UNSEEN] = other.bank.cards();
    await other.bank.authorize(all, { amount: 4_999, currency: 'usd' });
    await other.bank.giveBack(all.number);
    expect(await other.status()).toMatchObject({ state: 'pending' });
  });

  it('says that a refund is pending until the card shows the money', async () => {
    const slow: MerchantConnector = { ...connector, cancel: async () => ({ answer: 'cancelled' }) };
    const { settle, refund, bank } = mount({ merchants: { seller_1: slow } });
    await settle();
    expect(await refund()).toEqual({ state: 'pending', reference: 'M-1' });
    await bank.giveBack(bank.cards()[0]?.number ?? '');
    expect(await refund()).toEqual({ state: 'refunded', reference: 'M-1' });
  });

  it('closes a card for which there can be no order any more, and not a moment sooner', async () => {
    const { settle, status, bank, merchant } = mount();
    merchant.says = 'nothing';
    await settle();
    merchant.says = 'all';
    expect(await status(at(23 * 60 + 9))).toEqual({ state: 'unknown', reason: 'not_placed' });
    expect(bank.cards()).toMatchObject([{ isOpen: true }]);
    expect(await status(at(23 * 60 + 10))).toMatchObject({
      state: 'declined',
      reason: 'order_never_placed',
      evidence: 'provider_state',
    });
    expect(bank.cards()).toMatchObject([{ isOpen: false }]);
  });

  it('keeps the case of a card that was charged without an order, whenever it is asked', async () => {
    const { settle, status, bank } = mount({
      merchants: {
        seller_1: {
          ...connector,
          async place({ card, total }) {
            await bank.authorize(card, total);
            return { answer: 'refused', reason: 'out_of_stock' };
          },
          find: async () => ({ answer: 'never' }),
        },
      },
    });
    const charged = { state: 'unknown', openCase: 'charged_without_order' };
    expect(await settle()).toMatchObject(charged);
    for (const minutes of [1, 23 * 60 + 5, 24 * 60]) expect(await status(at(minutes))).toMatchObject(charged);
    await bank.giveBack(bank.cards()[0]?.number ?? '');
    expect(await status(at(2))).toMatchObject({ state: 'declined', reason: 'order_never_placed' });
  });

  it('goes on with a fence that was recorded and got no further', async () => {
    const { settle, status, remembered, bank, merchant } = mount();
    merchant.says = 'nothing';
    await settle();
    Object.assign(remembered, { card_fenced: '2030-03-17T12:10:00.000Z' });
    expect(await status()).toMatchObject({ state: 'unknown', openCase: 'order_in_doubt' });
    expect(bank.cards()).toMatchObject([{ isOpen: false }]);
    merchant.says = 'all';
    expect(await status()).toMatchObject({ state: 'declined', reason: 'merchant_silent' });
    expect(await settle({ first: false })).toMatchObject({ state: 'declined', reason: 'card_closed' });
    expect(merchant.orders()).toEqual([]);
  });

  it('has nothing sent again after a fence, also while Stripe does not close the card', async () => {
    const { settle, status, remembered, bank, merchant, context } = mount();
    merchant.says = 'nothing';
    await settle();
    Object.assign(remembered, { card_fenced: '2030-03-17T12:10:00.000Z' });
    merchant.says = 'all';
    const deaf: typeof fetch = async (input, init) =>
      new Request(input, init).method === 'POST'
        ? new Response(null, { status: 502 })
        : context.fetch(input, init);

    expect(await status({ fetch: deaf })).toMatchObject({
      state: 'unknown',
      reason: 'card_not_closed',
      openCase: 'order_in_doubt',
    });
    expect(bank.cards()).toMatchObject([{ isOpen: true }]);
    expect(await status()).toMatchObject({ state: 'declined', reason: 'merchant_silent' });
  });

  it('fences an order that nobody has heard of for too long, also when nothing is sent any more', async () => {
    const { settle, status, remembered, bank, merchant } = mount();
    merchant.says = 'unclear';
    await settle();
    expect(await status(at(9))).toEqual({ state: 'unknown', reason: 'merchant_silent' });
    expect(remembered).not.toHaveProperty('card_fenced');

    expect(await status(at(24 * 60))).toMatchObject({ state: 'unknown', openCase: 'charged_in_doubt' });
    expect(remembered).toMatchObject({ card_fenced: '2030-03-18T12:00:00.000Z' });
    expect(bank.cards()).toMatchObject([{ isOpen: false }]);
  });

  it('fences no order that the merchant has shown, however long it is silent about it', async () => {
    const { settle, status, merchant, remembered } = mount();
    merchant.next = 'pending';
    const { reference } = (await settle()) as { readonly reference: string };
    merchant.says = 'nothing';
    const nothing = { taken: { amount: 0, currency: 'usd' } };
    const silent = { state: 'unknown', reason: 'merchant_silent', ...nothing };
    expect(await status(at(24 * 60), { reference })).toEqual(silent);
    expect(remembered).not.toHaveProperty('card_fenced');
  });

  it('has no webhooks without a secret for them', () => {
    const { webhookSecrets: _, ...stripe } = { ...OPTIONS.stripe, webhookSecrets: [WEBHOOK_SECRET] };
    expect(cardRail({ ...OPTIONS, stripe })).not.toHaveProperty('webhook');
  });
});
