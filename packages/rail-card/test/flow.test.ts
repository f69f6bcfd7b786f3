import { decide } from '@railyard/core/spend';
import { describe, expect, it } from 'vitest';
import type { MerchantCard } from '../src/index.ts';
import { OPTIONS } from './bench.ts';
import { createWorld, type World } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function bought(
  tell: (world: World) => void = () => {},
): Promise<{ world: World; cart: string; answer: string }> {
  const world = createWorld();
  tell(world);
  const cart = await world.cart();
  return { world, cart, answer: await world.buy(cart) };
}

/** A purchase whose process died of the answer to the call that makes the card. */
async function deadWithCard(): Promise<{ world: World; cart: string }> {
  for (let at = 1; ; at += 1) {
    const world = createWorld();
    const cart = await world.cart();
    await world.buyDying(at, 'after', cart);
    if (world.bank.cards().length > 0) return { world, cart };
  }
}

/** Has the merchant fall silent once it has the order, or before. */
async function leftInDoubt(
  after: 'unclear' | 'nothing' = 'nothing',
): Promise<{ world: World; cart: string }> {
  const world = createWorld();
  const cart = await world.cart();
  world.merchant.says = after;
  world.merchant.next = 'pending';
  await world.buy(cart);
  return { world, cart };
}

describe('a purchase with a card of its own', () => {
  it('S3.1 S3.2 makes the card, places the order and reads what the card has paid, in this order', async () => {
    const { world, answer } = await bought();

    expect(answer).toBe('paid');
    expect(world.calls).toEqual([
      'POST stripe /v1/issuing/cards',
      'GET stripe /v1/issuing/cards/:id',
      'POST merchant.example /orders',
      'GET stripe /v1/issuing/authorizations',
      'GET stripe /v1/issuing/transactions',
    ]);
  });

  it('S3.3 S3.4 S3.11 charges the total with its tip, and names the order and the last four digits', async () => {
    const { world, cart } = await bought();

    const { order, attempts } = await world.record(cart);
    const [card] = world.bank.cards();
    expect(world.bank.charges()).toEqual([{ amount: 4_999, currency: 'usd' }]);
    expect(order).toMatchObject({
      reference: 'M-1',
      total: { amount: 4_999, currency: 'usd' },
      receipt: {
        body: {
          merchant_order: { merchant: 'seller_1', order_id: 'M-1', card_last4: card?.number.slice(-4) },
        },
      },
    });
    expect(attempts[0]?.remembered).toEqual({
      card: card?.id,
      card_last4: card?.number.slice(-4),
      merchant_order: 'M-1',
    });
  });

  it('S3.14 S3.16 makes no card for what is denied, or is still to be approved', async () => {
    const least = [{ amount: 4_998, currency: 'usd' }];
    for (const [policy, answer] of [
      [{ perPurchase: least }, 'denied (purchase_too_large)'],
      [{ approvalAbove: least }, 'needs_approval'],
    ] as const) {
      const world = createWorld({}, policy);
      expect(await world.buy(await world.cart())).toBe(answer);
      expect(world.calls).toEqual([]);
    }
  });

  it('S3.15 makes one card and one order for one approval, whoever calls at the same time', async () => {
    const world = createWorld({}, { approvalAbove: [{ amount: 100, currency: 'usd' }] });
    const cart = await world.cart();
    expect(await world.buy(cart)).toBe('needs_approval');
    const { keys } = await world.store.list('approval', { tenant: 'acme', limit: 2 });
    const [id = ''] = keys.map((key) => key.replace(/^acme:/, ''));
    await decide(world, 'acme', id, { decision: 'approved', by: 'ada' });

    const answers = await Promise.all(['key-1', 'key-2', 'key-3'].map((key) => world.buy(cart, key)));
    expect(answers).toContain('paid');
    expect([world.bank.cards().length, world.merchant.orders().length]).toEqual([1, 1]);
  });

  it('S3.2 places nothing when no card can be made', async () => {
    const world = createWorld({
      stripe: { ...OPTIONS.stripe, cardholder: 'ich_nobody' },
    });
    const cart = await world.cart();

    expect(await world.buy(cart)).toBe('payment_declined (card_refused)');
    expect(world.merchant.sent).toEqual([]);
    expect(await world.ledger()).toEqual({ held: 0, spent: 0 });
  });

  it('closes the card when the merchant certainly takes no order, and lets the caller try again', async () => {
    const { world, cart, answer } = await bought(({ merchant }) => {
      merchant.next = 'declined';
    });

    expect(answer).toBe('payment_declined (out_of_stock)');
    expect(world.bank.cards()).toMatchObject([{ isOpen: false }]);
    world.merchant.next = 'paid';
    expect(await world.buy(cart)).toBe('paid');
    expect(world.bank.charges()).toHaveLength(1);
  });

  it('S3.17 S3.18 is pending while only the payment is still confirming, and never places a second order', async () => {
    const { world, cart, answer } = await bought(({ merchant }) => {
      merchant.next = 'pending';
    });

    expect(answer).toBe('payment_unresolved');
    expect(await world.record(cart)).toMatchObject({ attempts: [{ state: 'pending', reference: 'M-1' }] });
    expect(await world.buy(cart)).toBe('payment_unresolved');
    await world.merchant.finish('paid');
    await world.pass(MINUTE);
    expect(await world.buy(cart)).toBe('paid');
    expect(world.merchant.orders()).toHaveLength(1);
  });

  it('S3.19 buys nothing for a new key while the order of another is pending', async () => {
    const { world, cart } = await bought(({ merchant }) => {
      merchant.next = 'pending';
    });

    expect(await world.buy(cart, 'key-2')).toBe('payment_unresolved');
    expect(world.bank.cards()).toHaveLength(1);
    expect(world.merchant.orders()).toHaveLength(1);
  });

  it('closes the card of a pending order that the merchant drops', async () => {
    const { world, cart } = await bought(({ merchant }) => {
      merchant.next = 'pending';
    });

    await world.merchant.finish('declined');
    await world.pass(2 * MINUTE);

    expect(await world.record(cart)).toMatchObject({ order: null, attempts: [{ state: 'declined' }] });
    expect(world.bank.cards()).toMatchObject([{ isOpen: false }]);
    expect(await world.ledger()).toEqual({ held: 0, spent: 0 });
  });

  it.each([100, 50, 1])('is paid after the merchant has tried the card with %s cents', async (amount) => {
    const { world, cart, answer } = await bought(({ merchant, bank }) => {
      const plain = { ...merchant };
      merchant.answer = async (request) => {
        if (request.method === 'POST') {
          const { card } = (await request.clone().json()) as { readonly card: MerchantCard };
          await bank.authorize(card, { amount, currency: 'usd' });
          await bank.giveBack(card.number);
        }
        return plain.answer(request);
      };
    });

    expect(answer).toBe('paid');
    expect(world.bank.charges()).toHaveLength(2);
    expect(await world.record(cart)).toMatchObject({ attempts: [{ state: 'paid', openCase: null }] });
    expect(await world.ledger()).toEqual({ held: 0, spent: 4_999 });
  });

  it('is paid once the merchant gives back what it has taken twice, and not before', async () => {
    const { world, cart, answer } = await bought(({ merchant, bank }) => {
      const plain = { ...merchant };
      merchant.answer = async (request) => {
        const { method } = request;
        const placed = await plain.answer(request);
        if (method === 'POST') await bank.force(bank.cards()[0]?.number ?? '', 4_999);
        return placed;
      };
    });
    expect(answer).toBe('payment_unresolved');
    await world.pass(HOUR);
    expect(await world.record(cart)).toMatchObject({
      order: null,
      attempts: [{ openCase: 'amount_mismatch' }],
    });

    await world.bank.giveBack(world.bank.cards()[0]?.number ?? '');
    await world.pass(HOUR);

    expect(await world.record(cart)).toMatchObject({
      order: { reference: 'M-1' },
      attempts: [{ state: 'paid', openCase: null }],
    });
    expect(await world.ledger()).toEqual({ held: 0, spent: 4_999 });
  });

  it('takes an order that was charged for less than agreed to a person', async () => {
    const { world, cart } = await bought(({ merchant }) => {
      merchant.next = 'short';
    });

    expect(await world.record(cart)).toMatchObject({
      order: null,
      attempts: [{ openCase: 'amount_mismatch' }],
    });
  });

  it('closes what was made for the attempt besides its card, once a reply was lost', async () => {
    const { world, cart } = await deadWithCard();
    const { attempts } = await world.record(cart);
    const { id: stray } = await world.bank.stray(attempts[0]?.id ?? '');
    await world.pass(2 * MINUTE);

    expect(await world.buy(cart)).toBe('paid');
    expect(world.bank.cards().find(({ id }) => id === stray)).toMatchObject({ isOpen: false });
    expect(world.merchant.orders()).toHaveLength(1);
  });
});

describe('a merchant who cannot say what became of an order', () => {
  it('is asked again for a while, and then the card is closed and a person called', async () => {
    const { world, cart } = await leftInDoubt();

    await world.pass(5 * MINUTE);
    expect(world.bank.cards()).toMatchObject([{ isOpen: true }]);
    expect(world.events).toEqual([]);
    await world.pass(20 * MINUTE);

    const { attempts } = await world.record(cart);
    expect(attempts).toMatchObject([{ state: 'submitted', openCase: 'order_in_doubt' }]);
    expect(attempts[0]?.remembered.card_fenced).toMatch(/^\d{4}-/);
    expect(world.bank.cards()).toMatchObject([{ isOpen: false }]);
    expect(world.events).toMatchObject([{ type: 'case.opened', subject: { case: 'order_in_doubt' } }]);
    expect(world.merchant.sent.filter((one) => one.startsWith('POST'))).toHaveLength(1);
  });

  it('keeps every new attempt away until it is certain, and keeps what is set aside', async () => {
    const { world, cart } = await leftInDoubt();
    await world.pass(30 * MINUTE);

    expect(await world.buy(cart)).toBe('payment_unresolved');
    expect(await world.buy(cart, 'key-2')).toBe('payment_unresolved');
    expect(await world.ledger()).toEqual({ held: 4_999, spent: 0 });
    world.merchant.says = 'all';
    await world.pass(30 * MINUTE);

    expect(await world.record(cart)).toMatchObject({ attempts: [{ state: 'declined', openCase: null }] });
    expect(await world.ledger()).toEqual({ held: 0, spent: 0 });
    world.merchant.next = 'paid';
    expect(await world.buy(cart)).toBe('paid');
    expect(world.bank.charges()).toHaveLength(1);
  });

  it('gets no money after that, even where the card could not be closed', async () => {
    const { world, cart } = await leftInDoubt('unclear');
    await world.pass(30 * MINUTE);
    const { attempts } = await world.record(cart);
    const card = await world.bank.stray(attempts[0]?.id ?? '');

    expect(await world.bank.authorize(card, { amount: 100, currency: 'usd' })).toBe(false);
  });

  it('whose order is paid after all is believed once it says so', async () => {
    const { world, cart } = await leftInDoubt('unclear');
    world.merchant.next = 'paid';
    await world.merchant.finish('paid');
    await world.pass(30 * MINUTE);
    expect(await world.record(cart)).toMatchObject({ attempts: [{ openCase: 'charged_in_doubt' }] });

    world.merchant.says = 'all';
    await world.pass(30 * MINUTE);
    expect(await world.record(cart)).toMatchObject({
      order: { reference: 'M-1' },
      attempts: [{ openCase: null }],
    });
    expect(world.bank.charges()).toHaveLength(1);
  });
});

describe('money that a card pays late', () => {
  it('without an order is a case, though the attempt had ended', async () => {
    const { world, cart } = await bought(({ merchant }) => {
      merchant.next = 'declined';
    });
    const [card] = world.bank.cards();
    await world.bank.force(card?.number ?? '', 4_999);
    const [forced] = (await world.bank.events()).slice(-1);
    if (!forced) throw new Error('Stripe rang about nothing.');

    const { attempts } = await world.record(cart);
    expect(await world.ring(forced)).toMatchObject({
      attempt: attempts[0]?.id,
      alarm: { word: 'force_posted' },
    });
    expect(await world.record(cart)).toMatchObject({
      order: null,
      attempts: [{ state: 'declined', openCase: 'charged_without_order' }],
    });
    await world.pass(MINUTE);
    expect(world.events).toMatchObject([{ type: 'case.opened' }]);
  });
});

describe('the number of a card', () => {
  it('S3.12 is in no record, log, event or answer, whatever the merchant does with it', async () => {
    const worlds = [
      await bought(),
      await bought(({ merchant }) => {
        merchant.next = 'declined';
      }),
      await leftInDoubt(),
    ];
    for (const { world, cart } of worlds) {
      await world.pass(HOUR);
      const seen = [
        await world.record(cart),
        world.reports.map(wholeText),
        world.events,
        await recordsOf(world),
      ];
      const [card] = world.bank.cards();
      expect(card?.number).toMatch(/^\d{16}$/);
      expect(world.merchant.sent.join('')).toContain(card?.number);
      expect(JSON.stringify(seen)).not.toContain(card?.number);
    }
  });
});

async function recordsOf({ store }: World): Promise<readonly unknown[]> {
  const spaces = ['request', 'cart', 'proof', 'reference', 'budget', 'approval'];
  const all = spaces.map(async (space) => {
    const { keys } = await store.list(space, { tenant: 'acme', limit: 100 });
    return Promise.all(keys.map((key) => store.get(space, key)));
  });
  return (await Promise.all(all)).flat();
}

function wholeText(error: unknown): string {
  return error instanceof Error ? `${error.stack} ${wholeText(error.cause)}` : String(error);
}
