import type { CoinbaseFault, StripeFault } from '@railyard/sandbox';
import { describe, expect, test } from 'vitest';
import {
  chooseOn,
  eventsOf,
  finishRefunds,
  moneyAt,
  openChooser,
  pass,
  payByToken,
  payLate,
  standingOf,
  typesOf,
} from './history.ts';
import { type HostedShop, openHostedShop } from './shop.ts';

const PRICE = 4999;
const CALM = ['order.paid', 'payment.late', 'refund.due', 'refund.refunded'];

/** A shop with an order, and money that came late on the page of a method. Nobody has asked for it back yet. */
async function withLateMoney(method: string, by?: string) {
  const shop = await openHostedShop();
  const cart = await shop.readyCart();
  const page = await chooseOn(shop, await openChooser(shop, cart), method);
  await payByToken(shop, cart);
  payLate(shop, page, by);
  await shop.ring();
  return { shop, cart };
}

type Fault = StripeFault & CoinbaseFault;

const FAULTS: readonly Fault[] = [
  { fault: 'cut' },
  { fault: 'cut', when: 'after' },
  { fault: 'cut', when: 'after', times: 3 },
  { fault: 'bad_gateway', when: 'after' },
  { fault: 'html', when: 'after' },
  { fault: 'truncated', when: 'after' },
  { fault: 'not_json', when: 'after' },
  { fault: 'error_less', when: 'after' },
  { fault: 'status', status: 500, when: 'after' },
  { fault: 'status', status: 404 },
  { fault: 'rate_limit' },
  { fault: 'in_use' },
];

describe('late money goes back once', () => {
  test.each(FAULTS)('by card, when Stripe answers the refund with %j', async (fault) => {
    const { shop, cart } = await withLateMoney('card-via-stripe');
    shop.stripe.fault('refunds.create', fault);
    await pass(shop, 20);

    expect(await standingOf(shop, cart)).toMatchObject({ refunds: [`${PRICE} refunded`] });
    expect(moneyAt(shop)).toEqual({ taken: [PRICE, PRICE], back: [PRICE] });
    expect(typesOf(shop)).toEqual(CALM);
  });

  test.each(FAULTS)('in USDC, when Coinbase answers the refund with %j', async (fault) => {
    const { shop, cart } = await withLateMoney('usdc-on-base');
    shop.coinbase.fault('checkouts.refund', fault);
    await pass(shop, 20);
    finishRefunds(shop);
    await pass(shop, 20);

    expect(await standingOf(shop, cart)).toMatchObject({ refunds: [`${PRICE} refunded`] });
    expect(moneyAt(shop)).toEqual({ taken: [PRICE, PRICE], back: [PRICE] });
    expect(typesOf(shop)).toEqual(CALM);
  });

  test('by card, when the bank takes its time', async () => {
    const { shop, cart } = await withLateMoney('card-via-stripe', 'pm_card_pendingRefund');
    await pass(shop);
    expect(await standingOf(shop, cart)).toMatchObject({ refunds: [`${PRICE} pending`] });
    shop.stripe.finishRefund(refundOf(shop), 'succeeded');
    await pass(shop, 20);

    expect(await standingOf(shop, cart)).toMatchObject({ refunds: [`${PRICE} refunded`] });
    expect(typesOf(shop)).toEqual(CALM);
  });
});

function refundOf({ stripe }: HostedShop): string {
  return stripe.refunds()[0]?.id ?? '';
}

describe('a person is told, and nothing is sent again, when late money does not go back', () => {
  const FAILED = ['order.paid', 'payment.late', 'refund.due', 'refund.failed', 'case.opened'];

  test('by card, because the bank turns the refund down', async () => {
    const { shop, cart } = await withLateMoney('card-via-stripe', 'pm_card_pendingRefund');
    await pass(shop);
    shop.stripe.finishRefund(refundOf(shop), 'failed');
    await pass(shop, 60);

    expect(await standingOf(shop, cart)).toMatchObject({ refunds: [`${PRICE} failed`], order: 'stripe-mpp' });
    expect(shop.stripe.refunds()).toHaveLength(1);
    expect(typesOf(shop).toSorted()).toEqual([...FAILED, 'payment.alarm'].toSorted());
  });

  test('by card, because it came back after all', async () => {
    const { shop, cart } = await withLateMoney('card-via-stripe');
    await pass(shop);
    shop.stripe.finishRefund(refundOf(shop), 'failed');
    await pass(shop, 60);

    expect(await standingOf(shop, cart)).toMatchObject({
      refunds: [`${PRICE} refunded`],
      order: 'stripe-mpp',
    });
    expect(shop.stripe.refunds()).toHaveLength(1);
    expect(eventsOf(shop).slice(CALM.length)).toMatchObject([
      { type: 'payment.alarm', subject: { alarm: 'refund_failed', reference: refundOf(shop) } },
    ]);
  });

  test('by card, because its payer disputes it', async () => {
    const { shop, cart } = await withLateMoney('card-via-stripe');
    const late = shop.stripe.sessions()[0]?.payment_intent ?? '';
    shop.stripe.dispute(late);
    await pass(shop, 20);

    expect(await standingOf(shop, cart)).toMatchObject({ refunds: [`${PRICE} failed`], order: 'stripe-mpp' });
    expect(shop.stripe.refunds()).toEqual([]);
    expect(typesOf(shop).toSorted()).toEqual([...FAILED, 'payment.alarm'].toSorted());
  });

  test('in USDC', async () => {
    const { shop, cart } = await withLateMoney('usdc-on-base');
    await pass(shop);
    finishRefunds(shop, 'failed');
    await pass(shop, 60);

    expect(await standingOf(shop, cart)).toMatchObject({ refunds: [`${PRICE} failed`], order: 'stripe-mpp' });
    expect(shop.coinbase.checkouts().flatMap(({ refunds = [] }) => refunds)).toHaveLength(1);
    expect(typesOf(shop).toSorted()).toEqual([...FAILED, 'payment.alarm'].toSorted());
  });
});
