import { expect, test } from 'vitest';
import { ADDRESS } from '../../src/demo/shop.ts';
import { openShop, payFor } from '../shop.ts';
import { fillCart, openAgent } from './client.ts';

test('a total is one before delivery until there is an address', async () => {
  const { call } = await openAgent(await openShop());
  const { structuredContent } = await call('create_cart', { seller_handle: 'acme' });
  const { cart_id } = structuredContent;
  const added = await call('add_to_cart', { cart_id, variant_id: 'var_stove' });
  expect(added.words).toContain('comes to 44.99 usd before delivery. Next: set_shipping_address.');
  const set = await call('set_shipping_address', { cart_id, ...ADDRESS });
  expect(set.words).toContain('comes to 49.99 usd. Show the user the total. Next: checkout.');
});

test('each change of a cart that has had a payment link says that it is closed, and nothing else does', async () => {
  const agent = await openAgent(await openShop());
  const cart_id = await fillCart(agent);
  const closed = 'payment link of this cart from before, it does not work any more';
  const before = await agent.call('set_shipping_address', { cart_id, ...ADDRESS });
  expect(before.words).not.toContain(closed);
  await agent.call('checkout', { cart_id });
  const added = await agent.call('add_to_cart', { cart_id, variant_id: 'var_mug' });
  const [item] = added.structuredContent.items as readonly { readonly item_id: string }[];
  const changes = [
    added,
    await agent.call('update_cart_item', { cart_id, item_id: item?.item_id, quantity: 2 }),
    await agent.call('set_shipping_address', { cart_id, ...ADDRESS }),
  ];
  for (const { words } of changes) expect(words).toContain(closed);
  expect((await agent.call('get_cart', { cart_id })).words).not.toContain(closed);
});

test('a cart says whether it is open, being paid or paid, with its order', async () => {
  const shop = await openShop();
  const agent = await openAgent(shop);
  const cart_id = await fillCart(agent);
  const read = () => agent.call('get_cart', { cart_id });
  expect((await read()).structuredContent).toMatchObject({ status: 'open' });

  await agent.call('checkout', { cart_id });
  const open = await read();
  const { order_id } = open.structuredContent;
  expect(open.structuredContent).toMatchObject({ status: 'being_paid' });
  expect(open.words).toContain(`order_status with session_id "${String(order_id)}"`);
  const order = await agent.call('order_status', { session_id: order_id });
  expect(order.structuredContent).toMatchObject({ status: 'action_required', order_id });

  await payFor(shop, cart_id, 'token');
  const paid = await read();
  expect(paid.structuredContent).toMatchObject({ status: 'paid', order_id });
  expect(paid.words).toContain(`is paid: it is the order ${String(order_id)}. There is nothing to do.`);
  expect(paid.words).not.toContain('Next: checkout');
});

test('a cart at a seller who sells elsewhere says so from its beginning', async () => {
  const { call } = await openAgent(await openShop());
  const made = await call('create_cart', { seller_handle: 'cedar' });
  const { cart_id } = made.structuredContent;
  const added = await call('add_to_cart', { cart_id, variant_id: 'var_book' });
  for (const { words } of [made, added]) expect(words).toContain('nothing is bought here');
});

test('a cart above the cap says so while it is filled', async () => {
  const limits = { maxItemQuantity: 20, maxCartTotal: { usd: 4_498 } };
  const { call } = await openAgent(await openShop({ limits: () => limits }));
  const { structuredContent } = await call('create_cart', { seller_handle: 'acme' });
  const { cart_id } = structuredContent;
  const added = await call('add_to_cart', { cart_id, variant_id: 'var_stove' });
  expect(added.words).toContain('No cart may come to more than 44.98 usd');
  expect(added.words).not.toContain('Next:');
});
