import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ADDRESS } from '../../src/demo/comos.ts';
import { like } from '../matchers.ts';
import { openYard, type Yard } from '../yard.ts';
import { BASKET, begin, openAda, openShopper, type Shopper } from './agent.ts';
import { sessionIn } from './world.ts';

const BARREL = '66f0a1b2c3d4e5f607182950';
const folder = mkdtempSync(join(tmpdir(), 'comos-'));

let yard: Yard;
let ada: Shopper;
/** A user of another tenant, whose key and seller came with a seed file. */
let vera: Shopper;
beforeAll(async () => {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const { n, e } = await exportJWK(publicKey);
  const seller = { handle: 'vine-cellar', name: 'Vine Cellar', tenant: 'vine', currency: 'usd' };
  const seed = {
    tenants: [{ id: 'vine', token_keys: [{ kid: 'k1', alg: 'RS256', kty: 'RSA', n, e }] }],
    sellers: [
      {
        ...seller,
        coverage: { countries: ['US'] },
        products: [{ id: BARREL, title: 'Oak barrel', price: 21_000, stock: 1 }],
      },
    ],
  };
  const file = join(folder, 'seed.json');
  writeFileSync(file, JSON.stringify(seed));
  yard = await openYard({ RAILYARD_SEED: file });
  ada = await openAda(yard.facts);
  const auth_token = await new SignJWT({ tenant_id: 'vine' })
    .setProtectedHeader({ alg: 'RS256', kid: 'k1' })
    .setSubject('vera')
    .setExpirationTime('10 minutes')
    .sign(privateKey);
  vera = await openShopper(new URL(yard.facts.comos.mcp_url), { tenant_id: 'vine', auth_token });
}, 30_000);
afterAll(async () => {
  await yard.stop();
  rmSync(folder, { recursive: true });
});

async function openPage({ call }: Shopper, sagaId: string): Promise<string> {
  const { structuredContent } = await call('checkout_create_payment_session', { sagaId });
  return String(structuredContent.paymentUrl);
}

/** The checkout once it is completed: while a webhook is being heard nobody can be sure yet. */
function completed({ call }: Shopper, sagaId: unknown): Promise<object> {
  return vi.waitFor(async () => {
    const { structuredContent } = await call('checkout_status', { sagaId });
    expect(structuredContent.status).toBe('completed');
    return structuredContent;
  });
}

test('S2.1 S2.3 S2.10 S2.14 an agent takes a customer from the catalogue to a paid order', async () => {
  const cartId = 'ada@example.com';
  const found = await ada.call('catalog_search', { query: 'picking basket' });
  const [product] = found.structuredContent.products as readonly { readonly productId: string }[];
  expect(product).toMatchObject({ productId: BASKET, price: 3_400, productType: 'physical' });
  await ada.call('cart_add_item', { cartId, productId: product?.productId, quantity: 2 });
  const started = await ada.call('checkout_start', {
    userId: 'ada',
    cartId,
    email: 'ada@example.com',
    name: 'Ada',
    shippingAddress: ADDRESS,
  });
  expect(started.structuredContent).toMatchObject({ status: 'pending', currentStep: 'process_payment' });
  const { sagaId } = started.structuredContent;

  const { options } = (await ada.call('checkout_shipping_options', { sagaId })).structuredContent;
  expect(options).toMatchObject([
    { carrierId: 'ups', serviceId: 'ground', price: 700, estimatedDays: { min: 3, max: 5 }, isDefault: true },
    { carrierId: 'ups', serviceId: 'next_day', price: 2_400, isDefault: false },
  ]);
  await ada.call('checkout_select_shipping', { sagaId, carrierId: 'ups', serviceId: 'next_day' });
  const page = await ada.call('checkout_create_payment_session', { sagaId });
  expect(page.structuredContent).toMatchObject({ status: 'payment_pending', total: 9_200 });

  await yard.hostile.visit(sessionIn(page.structuredContent.paymentUrl), 'pay');
  expect(await completed(ada, sagaId)).toMatchObject({
    completedSteps: [
      'validate_cart',
      'reserve_inventory',
      'create_order',
      'process_payment',
      'confirm_order',
      'send_confirmation',
      'clear_cart',
    ],
    currentStep: null,
    error: null,
    orderId: like(/^order_/),
    paymentId: like(/^cs_/),
  });
  const { mail } = (await (await fetch(`${yard.facts.base_url}/sandbox/mail`)).json()) as {
    readonly mail: object[];
  };
  expect(mail).toMatchObject([{ to: 'ada@example.com', text: like(/Picking basket/) }]);
});

test('S2.2 S2.16 in test mode a test card pays at once', async () => {
  const sagaId = await begin(ada, 'guest-card', { paymentMethodId: 'pm_test_visa' });
  const { structuredContent } = await ada.call('checkout_status', { sagaId });
  expect(structuredContent).toMatchObject({ status: 'completed', paymentId: like(/^pi_/), total: 4_100 });
});

test('S2.5 the address is one that a browser opens, and anybody may follow', async () => {
  const sagaId = await begin(ada, 'guest-link');
  const url = await openPage(ada, sagaId);
  const page = await fetch(url);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toMatch(/^text\/html/);
  expect(page.headers.get('x-frame-options')).toBeNull();
});

test('S2.6 no tool has a place for the number of a card', async () => {
  const { mcp_url } = yard.facts.comos;
  const response = await fetch(mcp_url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  });
  const { result } = (await response.json()) as {
    readonly result: { readonly tools: readonly { readonly name: string; readonly inputSchema: object }[] };
  };
  expect(result.tools).toHaveLength(11);
  for (const { inputSchema } of result.tools) {
    const { properties, additionalProperties } = inputSchema as {
      readonly properties: object;
      readonly additionalProperties: unknown;
    };
    expect(additionalProperties).toBe(false);
    expect(Object.keys(properties).filter((name) => /card|pan|cvc|cvv|expir/i.test(name))).toEqual([]);
  }
});

test('S2.7 Stripe is told of no payment method, so that it offers all that the account has', async () => {
  const before = (await yard.hostile.stripeCalls()).length;
  await openPage(ada, await begin(ada, 'guest-methods'));
  const calls = (await yard.hostile.stripeCalls()).slice(before);
  const created = calls.filter(({ call }) => call === 'checkout_sessions.create');
  expect(created).toHaveLength(1);
  expect(created[0]?.form).not.toContain('payment_method_types');
});

test('S2.8 a bank that asks who pays is answered on Stripe’s page, and the order is completed', async () => {
  const sagaId = await begin(ada, 'guest-3ds');
  const session = sessionIn(await openPage(ada, sagaId));
  await yard.hostile.visit(session, 'challenge');
  expect((await ada.call('checkout_status', { sagaId })).structuredContent.orderId).toBeNull();
  await yard.hostile.visit(session, 'authenticate');
  await completed(ada, sagaId);
});

test('S2.12 a page that was paid takes no second payment, and no other page comes after it', async () => {
  const sagaId = await begin(ada, 'guest-once');
  const session = sessionIn(await openPage(ada, sagaId));
  await yard.hostile.visit(session, 'pay');
  await expect(yard.hostile.visit(session, 'pay')).rejects.toThrow('page');
  await completed(ada, sagaId);
  const again = await ada.call('checkout_create_payment_session', { sagaId });
  expect(again).toMatchObject({ isError: true, structuredContent: { error: 'cart_already_completed' } });
});

test('S2.17 two tenants sell beside each other, and neither sees the other', async () => {
  const theirs = await begin(vera, 'shared', { product: BARREL, userId: 'vera' });
  const ours = await begin(ada, 'shared');
  expect((await ada.call('checkout_status', { sagaId: theirs })).structuredContent.error).toBe('not_found');
  expect((await vera.call('checkout_status', { sagaId: ours })).structuredContent.error).toBe('not_found');
  const barrel = await ada.call('cart_add_item', { cartId: 'other', productId: BARREL });
  expect(barrel.structuredContent.error).toBe('not_found');
  await yard.hostile.visit(sessionIn(await openPage(vera, theirs)), 'pay');
  expect(await completed(vera, theirs)).toMatchObject({ total: 21_000 });
});
