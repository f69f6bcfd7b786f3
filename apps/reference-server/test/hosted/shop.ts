import { randomBytes } from 'node:crypto';
import type { Runtime } from '@railyard/core';
import type { Reconciled } from '@railyard/core/operator';
import { reconcile } from '@railyard/core/operator';
import type { PaymentRail } from '@railyard/core/rail';
import type { Store } from '@railyard/core/store';
import { type LocalCoinbase, type LocalStripe, localCoinbase, localStripe } from '@railyard/sandbox';
import type { Catalogue } from '../../src/catalogue.ts';
import { coinbaseKind } from '../../src/rails/coinbase.ts';
import type { Referring } from '../../src/rails/handoff.ts';
import { mppKind, mppRail } from '../../src/rails/mpp.ts';
import { returnTo } from '../../src/rails/return-url.ts';
import { stripeLinkKind } from '../../src/rails/stripe-link.ts';
import { createRails } from '../../src/rails.ts';
import { nodeRuntime } from '../../src/runtime.ts';
import type { Ports } from '../../src/server.ts';
import { BASE_URL, openShop, PAY_TO, type Shop, X402_KIND } from '../shop.ts';
import { createClock } from './clock.ts';
import { type OpenStore, openStore } from './open-store.ts';

/** A shop on the real rails, with a strict Stripe and a strict Coinbase in this process. */
export interface HostedShop extends Shop {
  readonly store: OpenStore;
  readonly stripe: LocalStripe;
  readonly coinbase: LocalCoinbase;
  /** Moves the clock of the server and of both providers, which stands still else: who waits, waits for it. */
  readonly advance: (ms: number) => void;
  readonly now: () => number;
  /** One round of the background work, which does not run by itself here. */
  readonly reconcile: () => Promise<Reconciled>;
  /** Sends the webhooks that are due, and says how many. */
  readonly ring: () => Promise<number>;
}

/** What differs from the usual shop. */
export interface HostedSet extends Partial<Omit<Ports, 'store' | 'runtime' | 'rails'>> {
  /** What credentials are sealed with. */
  readonly sealing?: Buffer<ArrayBuffer>;
  /** What the challenges of tokens are signed with. */
  readonly signing?: string;
  /** Sends buyers on to the site of a seller who sells nothing here. */
  readonly referring?: Referring;
  /** What becomes of a rail before it is mounted. */
  readonly rail?: (rail: PaymentRail) => PaymentRail;
  /** What is sold, out of the store. */
  readonly catalogueIn?: (store: Store) => Catalogue;
  /** What stands before the store. */
  readonly before?: (store: Store) => Store;
  /** How the server waits: by the clock, unless given. */
  readonly sleep?: Runtime['sleep'];
}

/** Another account on Coinbase's rail, of whom no seller here is paid: its name, and what its webhooks are signed with. */
export const OTHER_COINBASE = { account: 'west', webhookSecret: 'a-webhook-secret-of-the-account-west' };

/**
 * Both providers' pages and webhooks are there; nobody reaches the facilitator. `over` stands between the server and
 * its providers.
 */
export async function openHostedShop(
  {
    sealing = randomBytes(32),
    signing = 'a key that challenges are signed with',
    referring,
    rail = (one) => one,
    before = (one) => one,
    catalogueIn,
    sleep,
    ...set
  }: HostedSet = {},
  over: (send: typeof fetch) => typeof fetch = (send) => send,
): Promise<HostedShop> {
  const { advance, ...clock } = createClock(Date.now());
  const store = openStore(clock);
  const stripe = localStripe({ ...clock, seed: 'hosted' });
  const coinbase = localCoinbase({ ...clock, seed: 'hosted' });
  const { secretKey, profile, webhookSecret } = stripe.facts;
  const account = { secretKey, profile, webhookSecrets: [webhookSecret] };
  const tokens = {
    ...account,
    realm: 'kifly',
    secrets: [signing],
  };
  const { keyId, keySecret, url, webhookSecret: coinbaseSecret, ecKey } = coinbase.facts;
  const returnUrl = returnTo('https://shop.test');
  const atCoinbase = coinbaseKind(
    { keyId, keySecret, webhookSecrets: [coinbaseSecret], apiUrl: url },
    'test',
    returnUrl,
  );
  const kinds = [stripeLinkKind(account, returnUrl), atCoinbase, mppKind(tokens), X402_KIND];
  const webhookSecrets = [OTHER_COINBASE.webhookSecret];
  const other = rail(atCoinbase.over({ provider: 'coinbase', ...ecKey, webhookSecrets }));
  const rails = createRails({
    kinds: kinds.map((kind) => ({ ...kind, make: (payTo: string) => rail(kind.make(payTo)) })),
    referring: referring ?? null,
    cards: mppRail(tokens, profile),
    accounts: {
      find: async ({ id }, name) => (id === 'coinbase' && name === OTHER_COINBASE.account ? other : null),
    },
  });
  const shop = await openShop(
    {
      store: before(store),
      runtime: { ...nodeRuntime([{ id: 'one', bytes: sealing }]), ...clock, ...(sleep && { sleep }) },
      rails,
      fetch: over((input, init) => {
        const address = input instanceof Request ? input.url : String(input);
        return (address.startsWith(url) ? coinbase : stripe).fetch(input, init);
      }),
      ...(catalogueIn && { catalogue: catalogueIn(store) }),
      ...set,
    },
    [
      { rail: 'stripe-checkout', payTo: 'main', active: true },
      { rail: 'coinbase', payTo: 'main', active: true },
      { rail: 'stripe-mpp', payTo: profile, active: true },
      { rail: 'x402', payTo: PAY_TO, active: true },
    ],
  );
  stripe.listen(`${BASE_URL}/webhooks/stripe-checkout/main`);
  coinbase.listen(`${BASE_URL}/webhooks/coinbase/main`);
  return {
    ...shop,
    store,
    stripe,
    coinbase,
    advance,
    now: clock.now,
    reconcile: () => reconcile(shop.server.checkout),
    async ring() {
      const { fetch: send } = shop.server;
      return (await stripe.deliver(send)) + (await coinbase.deliver(send));
    },
  };
}

/** A page for a person: what the answer named. */
export interface Link {
  readonly cart: string;
  readonly session: string;
  readonly url: string;
}

/** A cart of $49.99 and the page of a rail for it. */
export async function openLink(shop: Shop, rail: string, key = 'link'): Promise<Link> {
  const cart = await shop.readyCart();
  const { body } = await shop.call('POST', '/api/agent/payment-link', {
    key,
    body: { cart_id: cart, payment_rail: rail },
  });
  return { cart, session: String(body.session_id), url: String(body.payment_url) };
}
