import { expect, test } from 'vitest';
import { fixedCatalogue } from '../../src/catalogue.ts';
import { ADDRESS } from '../../src/demo/comos.ts';
import { storedInventory } from '../../src/inventory/stored.ts';
import type { Inventory } from '../../src/inventory.ts';
import { createLatch } from '../latch.ts';
import { BASKET, begin } from './agent.ts';
import { goneOf, openWorld, type World } from './world.ts';

const DAY = 86_400_000;

/** A checkout whose first worker hears late that the goods could not be set aside, after another one has done it. */
async function begunTwice() {
  const world = await openWorld();
  const ada = await world.shopper('ada');
  const [asked, late] = [createLatch(), createLatch()];
  const slow = await world.shopper(
    'ada',
    'demo',
    world.serve({
      inventory: {
        ...inventoryOf(world),
        async reserve() {
          asked.open();
          await late.opened;
          throw new Error('No connection.');
        },
      },
    }),
  );
  const first = begin(slow, 'guest-1');
  await asked.opened;
  const start = { userId: 'ada', cartId: 'guest-1', shippingAddress: ADDRESS };
  const { structuredContent } = await ada.call('checkout_start', start);
  const fail = async (): Promise<void> => {
    late.open();
    await first;
  };
  return { world, sagaId: String(structuredContent.sagaId), fail };
}

function inventoryOf({ store, variants }: World): Inventory {
  return storedInventory(store, fixedCatalogue(variants));
}

test('a worker of a run that is over gives back nothing of the next one', async () => {
  const { world, sagaId, fail } = await begunTwice();
  world.advance(DAY + 60_000);
  await world.round();
  const ada = await world.shopper('ada');
  const retried = await ada.call('checkout_retry', { sagaId });

  await fail();

  expect(retried.structuredContent).toMatchObject({ status: 'pending' });
  expect(await goneOf(world, BASKET)).toEqual({ held: 1, sold: 0 });
  expect((await ada.call('checkout_status', { sagaId })).structuredContent).toMatchObject({
    status: 'pending',
    error: null,
  });
});

test('what fails late gives back nothing that is being paid', async () => {
  const { world, sagaId, fail } = await begunTwice();
  const ada = await world.shopper('ada');
  await ada.call('checkout_create_payment_session', { sagaId });

  await fail();
  await world.round();

  expect(await goneOf(world, BASKET)).toEqual({ held: 1, sold: 0 });
});

test('a worker that gives back late gives back nothing of the next run', async () => {
  const world = await openWorld();
  const ada = await world.shopper('ada');
  const [asked, late] = [createLatch(), createLatch()];
  const inventory = inventoryOf(world);
  const release: Inventory['release'] = async (...held) => {
    asked.open();
    await late.opened;
    await inventory.release(...held);
  };
  const slow = await world.shopper('ada', 'demo', world.serve({ inventory: { ...inventory, release } }));
  const declined = begin(slow, 'guest-1', { paymentMethodId: 'pm_card_chargeDeclined' });
  await asked.opened;
  await world.round();
  expect(await goneOf(world, BASKET)).toEqual({ held: 0, sold: 0 });
  const again = await ada.call('checkout_start', {
    userId: 'ada',
    cartId: 'guest-1',
    shippingAddress: ADDRESS,
  });

  late.open();
  await declined;

  expect(again.structuredContent).toMatchObject({ status: 'pending' });
  expect(await goneOf(world, BASKET)).toEqual({ held: 1, sold: 0 });
});
