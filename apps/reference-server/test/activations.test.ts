import type { CheckoutEvent } from '@railyard/core';
import { memoryStore } from '@railyard/core/store';
import { expect, test } from 'vitest';
import { storedActivations } from '../src/activations.ts';

const paid: CheckoutEvent = {
  id: 'order_1:order.paid',
  type: 'order.paid',
  at: 1,
  tenant: 'demo',
  cart: 'cart_1',
  subject: { order: 'order_1', rail: 'x402' },
};

test('S1.3 a rail in beta is live once it has taken a real payment, and no other with it', async () => {
  const store = memoryStore();
  const live = storedActivations(store, 'live');
  await live.hear({ ...paid, type: 'payment.late' });
  expect(await live.has('x402')).toBe(false);

  await live.hear(paid);
  await live.hear(paid);
  expect([await live.has('x402'), await live.has('coinbase')]).toEqual([true, false]);
});

test('S1.3 test money activates nothing', async () => {
  const store = memoryStore();
  const sandbox = storedActivations(store, 'test');
  await sandbox.hear(paid);
  expect(await sandbox.has('x402')).toBe(false);
  expect(await storedActivations(store, 'live').has('x402')).toBe(false);
});
