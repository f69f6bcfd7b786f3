import { editCart } from '@railyard/core/cart';
import { expect, it } from 'vitest';
import { begin, cartOf, edit, editCall, nonce, pass, pay, recordOf, signed, token } from './calls.ts';
import { createWorld, MINUTE } from './world.ts';

const TIP = { type: 'tip', tip: 100 } as const;

it('closes an open page and raises the version, in one write', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });

  const { cart: edited } = await edit(world, cart, TIP);

  expect(edited).toMatchObject({ version: 3, tip: 100 });
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: 'cancelled' }]);
  expect(world.provider.visit('page_1')).toBe(false);
});

it('locks the cart while the page cannot be closed', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });
  world.provider.fault('close_page', { type: 'lost_request' });

  await expect(edit(world, cart, TIP)).rejects.toMatchObject({ code: 'cart_locked' });
  expect((await recordOf(world, cart)).cart.version).toBe(2);
});

it('leaves the page open for an edit that is refused', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });

  const many = edit(world, cart, { type: 'quantity', item: 'item_1', quantity: 11 });
  await expect(many).rejects.toMatchObject({ code: 'quantity_exceeds_limit' });
  expect(world.provider.visit('page_1')).toBe(true);
});

it('refuses an edit of a cart whose page was paid a moment before', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });
  world.provider.visit('page_1');

  await expect(edit(world, cart, TIP)).rejects.toMatchObject({ code: 'cart_already_completed' });
  expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'ch_1' });
});

it('locks the cart while a payment runs and while it is in doubt', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  world.provider.fault('charge', { type: 'slow_request', ms: 30_000 });
  const running = begin(world, { cart, headers: token() });
  await world.runtime.advance(1_000);

  await expect(edit(world, cart, TIP)).rejects.toMatchObject({ code: 'cart_locked' });
  await world.runtime.run(running);
  await expect(edit(world, cart, TIP)).rejects.toMatchObject({ code: 'cart_locked' });
  await pass(world, 2 * MINUTE);
  await expect(edit(world, cart, TIP)).rejects.toMatchObject({ code: 'cart_already_completed' });
});

it('pays what the cart costs after an edit, and refuses an authorization over the old amount', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const old = signed(world);
  await edit(world, cart, TIP);

  const refused = await pay(world, { cart, headers: nonce(old) });
  const paid = await pay(world, { cart, headers: nonce(signed(world, { nonce: 'n2', amount: 5_099 })) });

  expect(refused).toMatchObject({
    status: 402,
    body: { details: { reason: 'amount_mismatch' }, amount: 5_099 },
  });
  expect(paid).toMatchObject({ status: 200, body: { amount: 5_099 } });
});

it('lets an edit or a payment have the cart when both come at once, and charges what the order says', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const call = { tenant: 'acme', principal: 'alice', operation: 'cart.edit', key: null, body: {} };

  const [answer] = await world.runtime.run(
    Promise.all([
      begin(world, { cart, headers: token() }),
      editCart(world.checkout, call, cart, TIP).catch(() => null),
    ]),
  );

  const { order, cart: after } = await recordOf(world, cart);
  expect(answer.body.amount).toBe(world.provider.charges[0]?.amount);
  expect(order).toMatchObject({
    version: after.version,
    total: { amount: world.provider.charges[0]?.amount },
  });
});

it('edits no cart of somebody else', async () => {
  const world = createWorld();
  const cart = await cartOf(world);

  await expect(edit(world, cart, TIP, { principal: 'mallory' })).rejects.toMatchObject({
    code: 'cart_not_found',
  });
  await expect(edit(world, cart, TIP, { tenant: 'other' })).rejects.toMatchObject({ code: 'cart_not_found' });
});

it('closes no page for a copy of an edit that was made before the page was opened', async () => {
  const world = createWorld();
  const { runtime, checkout, provider } = world;
  const cart = await cartOf(world);
  const call = editCall(TIP, { key: 'edit-1' });
  const copy = editCart(checkout, call, cart, () => runtime.sleep(1_000).then(() => TIP));
  await runtime.advance(10);
  await runtime.run(editCart(checkout, call, cart, TIP));
  await pay(world, { cart, page: 'hosted' });

  expect(await runtime.run(copy)).toMatchObject({ cart: { version: 3 }, replayed: true });
  expect(provider.calls.map(({ operation }) => operation)).toEqual(['open_page']);
  expect(provider.visit('page_1')).toBe(true);
});
