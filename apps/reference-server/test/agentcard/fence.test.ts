import { expect, test } from 'vitest';
import { orderInDoubt } from './doubt.ts';
import { type Market, openMarket } from './market.ts';
import { openShopper } from './shopper.ts';

/** A purchase that is in doubt now. */
async function inDoubt(): Promise<{ readonly market: Market; readonly order: string }> {
  const market = await openMarket();
  return { market, order: await orderInDoubt(market, await openShopper(market)) };
}

function decisions({ stripe }: Market): readonly (readonly [boolean, string | undefined])[] {
  return stripe.issuing
    .authorizations()
    .map(({ approved, request_history: [asked] }) => [approved, asked?.reason] as const);
}

async function pass({ advance, reconcile }: Market, minutes: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    advance(60_000);
    await reconcile();
  }
}

test('S3.18 what the merchant charges in time is approved, though nobody has heard of the order yet', async () => {
  const { market, order } = await inDoubt();

  await market.shop.settle(order, 'confirmed');

  expect(decisions(market)).toEqual([[true, 'webhook_approved']]);
});

test('after the fence nothing is approved any more, also while Stripe does not close the card', async () => {
  const { market, order } = await inDoubt();
  await pass(market, 30);
  const open = market.stripe.issuing.cards().filter(({ status }) => status === 'active');

  await market.shop.settle(order, 'confirmed');

  expect(open).toHaveLength(1);
  expect(decisions(market)).toEqual([[false, 'webhook_declined']]);
  expect(market.shop.orders()).toMatchObject([{ state: 'failed' }]);
});

test('after the fence nothing is sent to the merchant again, also once it is certain that there is no order', async () => {
  const market = await openMarket();
  const shopper = await openShopper(market);
  await shopper.fill();
  market.shop.fault('orders.create', { fault: 'cut', when: 'before' });
  market.shop.loseIndex(14 * 60_000);
  market.stripe.fault('issuing_cards.update', { fault: 'bad_gateway', when: 'before', times: 1_000 });
  await shopper.checkout({ idempotency_key: 'one' });
  await pass(market, 60);

  expect(market.stripe.issuing.cards()).toMatchObject([{ status: 'active' }]);
  expect(market.shop.calls().filter(({ call }) => call === 'orders.create')).toHaveLength(1);
});
