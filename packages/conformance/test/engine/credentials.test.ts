import { expect, it } from 'vitest';
import { begin, cartOf, nonce, pay, recordOf, signed, token } from './calls.ts';
import { createWorld, HOUR } from './world.ts';

it('S1.46a refuses two credentials in one request', async () => {
  const world = createWorld();
  const cart = await cartOf(world);

  const answer = await pay(world, { cart, headers: { ...token(), ...nonce(signed(world)) } });

  expect(answer).toMatchObject({ status: 400, body: { error: 'ambiguous_credential' } });
  expect(world.provider.calls).toHaveLength(0);
  expect((await recordOf(world, cart)).attempts).toHaveLength(0);
});

it('S1.46a counts a malformed credential as one', async () => {
  const world = createWorld();
  const cart = await cartOf(world);

  const both = await pay(world, { cart, headers: { ...token(), 'x-nonce': 'garbage' } });
  const alone = await pay(world, { cart, headers: { 'x-nonce': 'garbage' } });

  expect(both).toMatchObject({ status: 400, body: { error: 'ambiguous_credential' } });
  expect(alone).toMatchObject({
    status: 402,
    body: { error: 'credential_invalid', details: { reason: 'malformed_authorization' } },
  });
  expect(alone.headers['x-nonce-required']).toBe('4999 usd');
});

it('opens nothing for a page call that carries a malformed credential', async () => {
  const world = createWorld();
  const cart = await cartOf(world);

  const answer = await pay(world, { cart, page: 'hosted', headers: { 'x-nonce': 'garbage' } });

  expect(answer).toMatchObject({ status: 402, body: { error: 'credential_invalid' } });
  expect((await recordOf(world, cart)).attempts).toHaveLength(0);
  expect(world.provider.calls).toHaveLength(0);
});

it.each(['acme', 'other'])(
  'lets one credential pay one of two carts, the second of tenant %s',
  async (tenant) => {
    const world = createWorld();
    const first = await cartOf(world);
    const second = await cartOf(world, { tenant });
    const headers = nonce(signed(world));

    const paid = await pay(world, { cart: first, headers });
    const calls = world.provider.calls.length;
    const refused = await pay(world, { cart: second, tenant, key: 'key-2', headers });

    expect(paid.status).toBe(200);
    expect(refused).toMatchObject({
      status: 402,
      body: { error: 'credential_already_used', payment_required: true },
    });
    expect(JSON.stringify(refused)).not.toContain(paid.body.order_id);
    expect(world.provider.calls).toHaveLength(calls);
    expect((await recordOf(world, second, tenant)).attempts).toHaveLength(0);
  },
);

it('gives one credential at two carts at once to one of them', async () => {
  const world = createWorld();
  const carts = [await cartOf(world), await cartOf(world), await cartOf(world)];
  const headers = token();

  const answers = await world.runtime.run(
    Promise.all(carts.map((cart, index) => begin(world, { cart, key: `key-${index}`, headers }))),
  );

  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 402, 402]);
  expect(world.provider.charges).toHaveLength(1);
});

it('knows a credential in another spelling', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const authorization = signed(world);
  const first = await pay(world, { cart, headers: nonce(authorization) });

  const shouted = nonce({ ...authorization, payer: '0xAB', nonce: 'N1' });
  const same = await pay(world, { cart, key: 'key-2', headers: shouted });
  const elsewhere = await pay(world, { cart: await cartOf(world), key: 'key-3', headers: shouted });

  expect(same).toMatchObject({ status: 200, body: first.body });
  expect(elsewhere).toMatchObject({ status: 402, body: { error: 'credential_already_used' } });
  expect(world.provider.count('submit')).toBe(1);
});

it('checks an unseen credential before anything is stored or sent, and leaves it free', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const wrong = signed(world, { amount: 4_998 });

  const answer = await pay(world, { cart, headers: nonce(wrong) });

  expect(answer).toMatchObject({
    status: 402,
    body: { error: 'credential_invalid', details: { reason: 'amount_mismatch' } },
  });
  expect((await recordOf(world, cart)).attempts).toHaveLength(0);
  expect(await world.store.get('proof', 'nonce:0xab:n1')).toBeNull();
  expect(world.provider.calls).toHaveLength(0);
});

it('answers a known credential from its attempt, although it has expired since', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  const authorization = signed(world);
  const first = await pay(world, { cart, headers: nonce(authorization) });
  await world.runtime.advance(2 * HOUR);

  const same = await pay(world, { cart, key: 'key-2', headers: nonce(authorization) });
  const unseen = await pay(world, {
    cart: await cartOf(world),
    key: 'key-3',
    headers: nonce({ ...authorization, nonce: 'n2' }),
  });

  expect(same).toMatchObject({ status: 200, body: first.body });
  expect(unseen).toMatchObject({ status: 402, body: { details: { reason: 'authorization_expired' } } });
});

it('asks for nothing new while a payment of the cart is in doubt, also when a dead credential comes', async () => {
  const world = createWorld();
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token('tok_declined') });
  const elsewhere = await cartOf(world);
  await pay(world, { cart: elsewhere, key: 'key-2', headers: token('tok_elsewhere') });
  world.provider.fault(
    'charge',
    { type: 'lost_request' },
    { type: 'lost_request' },
    { type: 'lost_request' },
  );
  await pay(world, { cart, headers: token('tok_a') });

  const declined = await pay(world, { cart, headers: token('tok_declined') });
  const used = await pay(world, { cart, key: 'key-3', headers: token('tok_elsewhere') });

  expect(declined).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  expect(used).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
});
