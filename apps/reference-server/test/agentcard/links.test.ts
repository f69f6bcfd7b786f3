import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { findLostKeys } from '../../src/lost-keys.ts';
import { resealLinked } from '../../src/merchants/accounts.ts';
import { nodeRuntime } from '../../src/runtime.ts';
import { type Market, openMarket } from './market.ts';
import { linkShop, MERCHANT, openShopper, type Shopper, strangerAt, TOTAL } from './shopper.ts';

const ONE = { id: 'one', bytes: new Uint8Array(randomBytes(32)) };
const TWO = { id: 'two', bytes: new Uint8Array(randomBytes(32)) };

/** The agent, at another server on the same records that has these sealing keys. */
function withKey(market: Market, key: typeof ONE): Promise<Shopper> {
  const runtime = { ...nodeRuntime([key]), now: () => market.runtime.now() };
  return strangerAt({ server: market.process({ runtime }) }, market.keys.network);
}

/** A market in which somebody has linked an account, and the key is lost that it is sealed under. */
async function openBroken() {
  const market = await openMarket();
  const before = await openShopper(market);
  await before.fill();
  return { market, before, after: await withKey(market, TWO) };
}

test('a link that no sealing key opens says how it is mended, and is, by linking the account again', async () => {
  const { market, after } = await openBroken();

  const listed = await after.call('buy_list_merchants');
  const broken = [await after.fill(), await after.checkout({ idempotency_key: 'one' })];
  await linkShop(market, after);
  const bought = await after.checkout({ idempotency_key: 'one' });

  expect(listed.words).toBe(`${MERCHANT} (to be linked again)`);
  expect(listed.structuredContent.merchants).toMatchObject([{ linked: false }]);
  for (const { structuredContent } of broken)
    expect(structuredContent).toMatchObject({
      status: 'error',
      error: 'not_found',
      details: { missing: 'linked_merchant', reason: 'link_broken' },
      next_action: expect.stringContaining('Link it again with buy_link_merchant') as string,
    });
  expect(bought.structuredContent).toMatchObject({ status: 'confirmed', charged_total_cents: TOTAL });
});

test('a broken link is in nobody’s way who has linked another account', async () => {
  const { market, after } = await openBroken();

  await linkShop(market, after, 'grace@example.com');
  const bought = await after.checkout({ idempotency_key: 'one' });
  const { order_id } = bought.structuredContent;
  const tracked = await after.call('buy_track_order', { merchant: MERCHANT, order_id });
  const listed = await after.call('buy_order_history', { merchant: MERCHANT });

  expect(bought.structuredContent).toMatchObject({ status: 'confirmed' });
  expect(tracked.structuredContent).toMatchObject({ order_id });
  expect(listed.structuredContent.orders).toHaveLength(1);
});

test('S3.18 an order that may be in an account whose link is broken is not placed again, and found once that is linked', async () => {
  const { market, before, after } = await openBroken();
  market.shop.fault('orders.create', { fault: 'cut', when: 'after' });
  await before.checkout({ idempotency_key: 'one' });

  const doubtful = await after.checkout({ idempotency_key: 'one' });
  await linkShop(market, after, 'grace@example.com');
  const elsewhere = await after.checkout({ idempotency_key: 'one' });
  await linkShop(market, after);
  const found = await after.checkout({ idempotency_key: 'one' });

  for (const { structuredContent } of [doubtful, elsewhere])
    expect(structuredContent).toMatchObject({ status: 'error', error: 'payment_unresolved' });
  expect(found.structuredContent).toMatchObject({ status: 'confirmed' });
  expect(market.shop.orders()).toHaveLength(1);
});

test('a sealing key that accounts are linked under is missed at boot, until they are sealed under another one', async () => {
  const market = await openMarket();
  await linkShop(market, await withKey(market, ONE));
  await findLostKeys(market.store, [TWO]);

  expect(await findLostKeys(market.store, [TWO])).toEqual([
    { id: 'one', payments: false, accounts: [], linked: true },
  ]);
  expect(await resealLinked(market.store, nodeRuntime([TWO, ONE]))).toEqual({
    sealed: 1,
    lost: 0,
    keys: ['two'],
  });
  const listed = await (await withKey(market, TWO)).call('buy_list_merchants');
  expect(listed.structuredContent.merchants).toMatchObject([{ linked: true }]);
  expect(await resealLinked(market.store, nodeRuntime([ONE]))).toEqual({ sealed: 0, lost: 1, keys: ['two'] });
});
