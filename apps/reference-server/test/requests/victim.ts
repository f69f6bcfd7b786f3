import { listCases } from '@railyard/core/operator';
import { changePolicy } from '@railyard/core/spend';
import type { Variant } from '../../src/catalogue.ts';
import { newApiKey, storedKeys } from '../../src/keys.ts';
import { hashText } from '../../src/runtime.ts';
import { type Seller, storedSellers } from '../../src/sellers.ts';
import { codeIn } from '../buyers/desk.ts';
import type { HostedShop } from '../hosted/shop.ts';
import type { Darkness } from '../operator/darkness.ts';
import type { Reply } from '../shop.ts';
import { stockShelf } from './shelf.ts';

/** Another tenant, who has been here before anybody asks: nothing of it may be seen. */
export interface Victim {
  readonly apiKey: string;
  /** Its things by name, as somebody could come by them. */
  readonly things: Readonly<Record<string, readonly string[]>>;
  /** Texts that are in its records, and nowhere else. */
  readonly canaries: readonly string[];
  /** Its records, all of them, each as a line. */
  readonly records: () => readonly string[];
}

const DAY = 24 * 3_600_000;
export const TENANT = 'canarytenant';
const KEY = `key_${TENANT}_1`;
/** In every text of the victim. */
const CANARY = 'Canary7f3a9c';
export const EMAIL = `${CANARY}@example.com`.toLowerCase();

const ADDRESS = {
  name: `${CANARY} Buyer`,
  line1: `1 ${CANARY} Street`,
  city: `${CANARY} City`,
  region: 'CA',
  postal_code: '94103',
  country: 'US',
  phone: `+1 ${CANARY}`,
};

const SELLER: Omit<Seller, 'accounts'> = {
  handle: 'canary7f3a9c-shop',
  name: `${CANARY} Shop`,
  tenant: TENANT,
  currency: 'usd',
  coverage: { countries: ['US'], states: null, cities: null },
  deliveryFee: 777,
  purchasable: true,
  storefront: null,
  onSale: true,
};
const REFERRING: typeof SELLER = {
  ...SELLER,
  handle: 'canary7f3a9c-site',
  purchasable: false,
  storefront: { url: 'https://canary7f3a9c.example/', hosts: ['canary7f3a9c.example'] },
};

export const VICTIMS_VARIANTS: readonly Variant[] = [
  { id: 'var_canary7f3a9c', seller: SELLER.handle, title: `${CANARY} Thing`, unitAmount: 3111 },
  {
    id: 'var_canary7f3a9c_book',
    seller: REFERRING.handle,
    title: `${CANARY} Book`,
    unitAmount: 1222,
    link: 'https://canary7f3a9c.example/book',
  },
];

/** Has the victim make carts, pay one, doubt another, open pages for others, be handed over, and know a buyer. */
export async function openVictim(shop: HostedShop, providers: Darkness): Promise<Victim> {
  const apiKey = await openTenant(shop);
  const call: HostedShop['call'] = (method, path, options) => shop.call(method, path, { apiKey, ...options });
  const case_id = await openCase(shop, { call, providers });
  const buyer_token = await openBuyer(shop, call);
  const [open, paid, choosing, referred] = await Promise.all(
    [SELLER, SELLER, SELLER, REFERRING].map((seller, at) => fillCart(call, seller, at === 3 ? 1 : 0)),
  );
  await call('POST', `/api/agent/cart/${paid?.id}/checkout`, {
    key: 'pay',
    body: { email: EMAIL, buyer_token },
  });
  const order = await call('POST', `/api/agent/cart/${paid?.id}/checkout`, {
    key: 'pay',
    body: { email: EMAIL, buyer_token },
    headers: { 'payment-authorization': `Payment ${shop.stripe.mint({ maxAmount: 9_999 })}` },
  });
  const link = (cart_id: string | undefined, payment_rail: string) =>
    call('POST', '/api/agent/payment-link', { body: { cart_id, payment_rail, email: EMAIL } });
  const page = await link(open?.id, 'stripe-checkout');
  const chooser = await link(choosing?.id, 'coinbase');
  const approval_id = await askForApproval(shop, call);
  const handed = await call('POST', '/api/agent/payment-link', { body: { cart_id: referred?.id } });
  await follow(shop, handed);
  await shop.ring();
  await shop.reconcile();
  await shop.server.idle();

  const carts = [open, paid, choosing, referred];
  const things = {
    cart_id: carts.map((one) => String(one?.id)),
    item_id: carts.map((one) => String(one?.item)),
    order_id: [order.body.order_id, page.body.session_id, chooser.body.session_id].map(String),
    approval_id: [approval_id],
    case_id: [case_id],
    referral_id: [String(handed.body.referral_id)],
    seller_handle: [SELLER.handle, REFERRING.handle],
    variant_id: VICTIMS_VARIANTS.map(({ id }) => id),
    buyer_token: [buyer_token],
    email: [EMAIL],
    code: [codeIn(shop.inbox)],
    tenant: [TENANT],
    cart: carts.map((one) => String(one?.id)),
  };
  const ids = Object.values(things).flat();
  return {
    apiKey,
    things,
    canaries: [
      ...new Set([CANARY, CANARY.toLowerCase(), TENANT, apiKey, ...ids.filter((id) => !/^\d{6}$/.test(id))]),
    ],
    records: () => recordsOf(shop, [TENANT, CANARY, ...carts.map((one) => String(one?.id))]),
  };
}

async function openTenant({ store, stripe }: HostedShop): Promise<string> {
  const accounts = [
    ...['stripe-checkout', 'coinbase'].map((rail) => ({ rail, payTo: 'main', active: true })),
    { rail: 'stripe-mpp', payTo: stripe.facts.profile, active: true },
  ];
  for (const seller of [SELLER, REFERRING]) await storedSellers(store).save({ ...seller, accounts });
  await stockShelf(store, VICTIMS_VARIANTS);
  const apiKey = newApiKey('test');
  await storedKeys(store).register(apiKey, {
    id: KEY,
    tenant: TENANT,
    seller: null,
    scopes: ['checkout:read', 'checkout:write', 'buyer:write'],
  });
  return apiKey;
}

/** A payment of which nobody has learned for two days. */
async function openCase(
  shop: HostedShop,
  { call, providers }: { readonly call: HostedShop['call']; readonly providers: Darkness },
): Promise<string> {
  const { id } = await fillCart(call, SELLER, 0);
  const pay = (headers: Record<string, string> = {}) =>
    call('POST', `/api/agent/cart/${id}/checkout`, { key: 'doubt', headers, body: {} });
  await pay();
  providers.goDark('answers');
  await pay({ 'payment-authorization': `Payment ${shop.stripe.mint({ maxAmount: 9_999 })}` });
  shop.advance(2 * DAY);
  await shop.reconcile();
  providers.goLight();
  const { cases } = await listCases(shop.store, { tenant: TENANT, limit: 1 });
  return String(cases[0]?.id);
}

/** What the victim may not pay before somebody has approved it, and nobody has. */
async function askForApproval({ store, now }: HostedShop, call: HostedShop['call']): Promise<string> {
  const who = { tenant: TENANT, principal: KEY };
  const records = { store, runtime: { hash: hashText, now } };
  const { id } = await fillCart(call, SELLER, 0);
  await changePolicy(records, who, () => ({ approvalAbove: [] }));
  const { body } = await call('POST', `/api/agent/cart/${id}/checkout`, { body: {} });
  await changePolicy(records, who, () => null);
  return String(body.details?.approval_id);
}

/** With a token, and with a code that is still good. */
async function openBuyer(shop: HostedShop, call: HostedShop['call']): Promise<string> {
  await call('POST', '/api/agent/buyers', { body: { email: EMAIL, name: `${CANARY} Buyer` } });
  const shown = { email: EMAIL, code: codeIn(shop.inbox) };
  const { body } = await call('POST', '/api/agent/buyers/verify', { body: shown });
  shop.advance(60_000);
  await call('POST', '/api/agent/buyers/code', { body: { email: EMAIL } });
  return String(body.buyer_token);
}

async function fillCart(
  call: HostedShop['call'],
  { handle }: typeof SELLER,
  at: number,
): Promise<{ readonly id: string; readonly item: string }> {
  const made = await call('POST', '/api/agent/cart', { body: { seller_handle: handle } });
  const id = String(made.body.cart_id);
  const variant_id = VICTIMS_VARIANTS[at]?.id;
  const filled = await call('POST', `/api/agent/cart/${id}/items`, { body: { variant_id } });
  await call('PUT', `/api/agent/cart/${id}/shipping-address`, { body: ADDRESS });
  const [item] = filled.body.items as readonly { readonly item_id: string }[];
  return { id, item: String(item?.item_id) };
}

async function follow({ server }: HostedShop, { body }: Reply): Promise<void> {
  const { items } = body.handoff as { readonly items: readonly { readonly link: string }[] };
  for (const { link } of items)
    await server.fetch(new Request(link, { headers: { 'user-agent': 'a person' } }));
}

/** Every record with one of these texts in it, by its name. */
function recordsOf({ store }: HostedShop, texts: readonly string[]): readonly string[] {
  const lines = store.held().map((one) => JSON.stringify(one));
  return lines.filter((line) => texts.some((text) => line.includes(text)));
}
