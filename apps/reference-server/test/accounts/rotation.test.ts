import { refundOrder } from '@railyard/core/operator';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { payingTo, storedSellers } from '../../src/sellers.ts';
import { credentialFor } from '../cards/payer.ts';
import { createLatch } from '../latch.ts';
import {
  type AccountShop,
  asked,
  coinbaseSecrets,
  openAccountShop,
  openPage,
  paidAs,
  SELLERS,
} from './shop.ts';

let shop: AccountShop;
beforeEach(async () => {
  shop = await openAccountShop();
});
afterEach(() => shop.close());

/** Where the first attempt of a cart stands, and why a person has to look. */
async function standing(cart: string): Promise<readonly unknown[]> {
  const record = await shop.store.get<Stored>('cart', `demo:${cart}`);
  const [attempt] = record?.attempts ?? [];
  return [attempt?.state, attempt?.openCase];
}

interface Stored {
  readonly attempts: readonly { readonly state: string; readonly openCase: string | null }[];
  readonly refunds: readonly { readonly state: string; readonly openCase: string | null }[];
  readonly order: { readonly id: string } | null;
}

describe('new secrets of an account', () => {
  test.each(['stripe-checkout', 'coinbase'] as const)(
    'of %s hold at once, and finish what began on the old ones',
    async (rail) => {
      const { north } = shop;
      const { cart, session } = await openPage(shop, 'acme', rail);
      if (rail === 'coinbase') {
        const { keyId, keySecret } = north.coinbase.facts.ecKey;
        const pem = `"${keySecret.trim().replaceAll('\n', '\\n')}"`;
        north.rollCoinbaseKey();
        await shop.account('rotate coinbase north', `COINBASE_KEY_ID=${keyId}\nCOINBASE_KEY_SECRET=${pem}`);
      } else {
        await shop.account('rotate stripe north', `STRIPE_SECRET_KEY=${north.rollStripeKey()}`);
      }
      (rail === 'coinbase' ? north.coinbase : north.stripe).visit(session, 'pay');
      expect(await asked(shop, cart)).toEqual([200, undefined]);
      expect(await standing(cart)).toEqual(['paid', null]);
      await expect(openPage(shop, 'acme', rail)).resolves.toBeDefined();
    },
  );

  test('leave a call alone that is under way with the old ones', async () => {
    const [reached, goOn] = [createLatch(), createLatch()];
    shop.over((send) => async (input, init) => {
      reached.open();
      await goOn.opened;
      return send(input, init);
    });
    const opening = openPage(shop, 'acme', 'stripe-checkout');
    await reached.opened;
    const said = await shop.account('rotate stripe north', `STRIPE_SECRET_KEY=${shop.north.addStripeKey()}`);
    expect(said).toContain('…6789, 1 webhook secret, cards by agents.');
    await shop.call('GET', '/api/agent/rails?seller_handle=acme');
    goOn.open();
    const { session } = await opening;
    expect(shop.north.stripe.sessions().map(({ id }) => id)).toEqual([session]);
  });

  test('for webhooks refuse what the old one has signed', async () => {
    const { north } = shop;
    const { cart, session } = await openPage(shop, 'acme', 'stripe-checkout');
    north.stripe.visit(session, 'pay');
    await shop.account('rotate stripe north', 'STRIPE_WEBHOOK_SECRET=whsec_the_new_one');
    await shop.ring();
    expect(await standing(cart)).toEqual(['action_required', null]);

    const { webhookSecret } = north.stripe.facts;
    const both = `STRIPE_WEBHOOK_SECRET=whsec_the_new_one,${webhookSecret}`;
    await shop.account('rotate stripe north', both);
    for (let until = 0; until < 2; until += 1) shop.second(); // Stripe rings again
    await shop.ring();
    expect(await standing(cart)).toEqual(['paid', null]);
  });
});

describe('a payment that is under way', () => {
  test('by card, whose answer was lost, is finished with new secrets and charged once, and not with another’s', async () => {
    const { north, south } = shop;
    const cart = await shop.readyCart({}, SELLERS.acme);
    const path = `/api/agent/cart/${cart}/checkout`;
    const challenge = await shop.call('POST', path, { key: 'card' });
    shop.over((send) => async (input, init) => {
      await send(input, init);
      throw new TypeError('The answer is lost.');
    });
    const authorization = credentialFor(challenge, north.stripe.mint({ maxAmount: 4999 }));
    const lost = await shop.call('POST', path, { apiKey: null, key: 'card', headers: { authorization } });
    expect(lost.status).toBe(503);

    const other = `STRIPE_SECRET_KEY=${south.stripeKey()}`;
    const refused = `is that of ${north.stripe.facts.account}, and these secrets are of ${south.stripe.facts.account}.`;
    await expect(shop.account('rotate stripe north', other)).rejects.toThrow(refused);
    await shop.account('rotate stripe north', `STRIPE_SECRET_KEY=${north.rollStripeKey()}`);
    shop.over((send) => send);
    expect(await asked(shop, cart)).toEqual([200, undefined]);
    expect(await standing(cart)).toEqual(['paid', null]);
    expect(north.stripe.intents().map(({ status }) => status)).toEqual(['succeeded']);
    expect(south.stripe.intents()).toEqual([]);
  });

  test.each([
    ['stripe', 'stripe-checkout', 'these secrets are of acct_'],
    ['coinbase', 'coinbase', 'Coinbase shows this key no payment that began on the account "north"'],
  ] as const)('at %s is not looked up with the keys of another merchant', async (provider, rail, why) => {
    const { north, south } = shop;
    const { cart, session } = await openPage(shop, 'acme', rail);
    const secrets = {
      stripe: `STRIPE_SECRET_KEY=${south.stripeKey()}`,
      coinbase: coinbaseSecrets(south),
    };
    const rotated = () => shop.account(`rotate ${provider} north`, secrets[provider]);
    await expect(rotated()).rejects.toThrow(why);
    north[provider].visit(session, 'pay');
    await shop.ring();
    expect(await standing(cart)).toEqual(['paid', null]);
    await expect(rotated()).rejects.toThrow(why);
  });

  test('and of which nothing is heard for a day is a person’s business', async () => {
    const { cart } = await openPage(shop, 'acme', 'coinbase');
    shop.over(() => () => Promise.reject(new TypeError('Nobody answers.')));
    for (let at = 0; at < 86_400; at += 1) shop.second();
    await shop.reconcile();
    expect(await standing(cart)).toEqual(['action_required', 'unresolved_past_deadline']);
  });

  test('stays with the account that it began on when its seller moves to another', async () => {
    const { north, south } = shop;
    const { cart, session } = await openPage(shop, 'acme', 'stripe-checkout');
    const sellers = storedSellers(shop.store);
    const acme = await sellers.find('acme');
    if (acme) await sellers.save({ ...acme, accounts: payingTo(acme.accounts, paidAs('south')) });
    north.stripe.visit(session, 'pay');
    await shop.ring();
    expect(await standing(cart)).toEqual(['paid', null]);
    expect(south.stripe.sessions()).toEqual([]);

    const next = await openPage(shop, 'acme', 'stripe-checkout');
    expect(south.stripe.sessions().map(({ id }) => id)).toEqual([next.session]);
    expect(north.stripe.sessions()).toHaveLength(1);
  });
});

describe('an account that is removed', () => {
  test('is one that no seller is paid on, and what began on it waits for its secrets and is never asked for again', async () => {
    const { north } = shop;
    const { cart, session } = await openPage(shop, 'acme', 'stripe-checkout');
    await expect(shop.account('remove stripe north')).rejects.toThrow(
      'The account "north" at Stripe is where "acme", "cedar" is paid. Have sellers paid elsewhere first.',
    );
    const sellers = storedSellers(shop.store);
    for (const handle of ['acme', 'cedar']) {
      const seller = await sellers.find(handle);
      const accounts = paidAs('north').map((account) => ({ ...account, active: false }));
      if (seller) await sellers.save({ ...seller, accounts });
    }
    const key = `STRIPE_SECRET_KEY=${north.stripeKey()}`;
    expect(await shop.account('remove stripe north')).toContain('waits until it has');
    await expect(shop.account('add stripe north', key)).rejects.toThrow('Bring it back with rotate');

    north.stripe.visit(session, 'pay');
    expect(await asked(shop, cart)).toEqual([503, 'payment_unresolved']);
    expect(await standing(cart)).toEqual(['action_required', 'rail_not_mounted']);
    expect(await shop.account('list')).toMatch(/^stripe {4}north {2}demo {2}test {2}removed /m);

    await shop.account('rotate stripe north', key);
    expect(await asked(shop, cart)).toEqual([200, undefined]);
    expect(await standing(cart)).toEqual(['paid', null]);
  });

  test('keeps a refund waiting that is owed on it, and gives it once it is back', async () => {
    const { north } = shop;
    const { cart, session } = await openPage(shop, 'west', 'stripe-checkout');
    shop.south.stripe.visit(session, 'pay');
    await shop.ring();
    const record = () => shop.store.get<Stored>('cart', `demo:${cart}`);
    const order = (await record())?.order?.id ?? '';
    const sellers = storedSellers(shop.store);
    const west = await sellers.find('west');
    if (west)
      await sellers.save({ ...west, accounts: west.accounts.map((one) => ({ ...one, active: false })) });
    await shop.account('remove stripe south');

    const call = { tenant: 'demo', order, key: 'back', reason: 'sent back' };
    expect(await refundOrder(shop.server.checkout, call)).toMatchObject({ state: 'pending' });
    expect((await record())?.refunds).toMatchObject([{ openCase: 'rail_not_mounted' }]);
    await shop.account('rotate stripe south', `STRIPE_SECRET_KEY=${shop.south.stripeKey()}`);
    await refundOrder(shop.server.checkout, call);
    expect((await record())?.refunds).toMatchObject([{ state: 'refunded', openCase: null }]);
    expect(shop.south.stripe.refunds()).toHaveLength(1);
    expect(north.stripe.refunds()).toHaveLength(0);
  });
});
