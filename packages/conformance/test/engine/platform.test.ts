import { readReturn } from '@railyard/core/chooser';
import { readPayment } from '@railyard/core/operator';
import { hadPage } from '@railyard/core/order';
import type { PaymentRail, Settlement } from '@railyard/core/rail';
import { expect, it } from 'vitest';
import { hostedRail, keyedRail } from '../../src/index.ts';
import { cartOf, pass, pay, recordOf, token } from './calls.ts';
import { createWorld, MINUTE, mount, type World } from './world.ts';

/** A rail on which the platform pays, whose calls are answered in this order; the last answer is given for ever. */
function buying(...answers: readonly Settlement[]): {
  readonly rail: PaymentRail;
  readonly asked: string[];
} {
  const asked: string[] = [];
  const answer = async (member: string): Promise<Settlement> => {
    asked.push(member);
    return answers[asked.length - 1] ?? answers.at(-1) ?? { state: 'cancelled' };
  };
  const { manifest } = keyedRail();
  const rail: PaymentRail = {
    ...keyedRail(),
    id: 'buying',
    manifest: { ...manifest, payer: 'platform', writes: { headers: [], body: [], meta: [] } },
    detect: () => null,
    challenge: () => Promise.reject(new Error('Nobody is asked to pay.')),
    async settle(_, credential) {
      expect(credential).toBeNull();
      return answer('settle');
    },
    status: () => answer('status'),
  };
  return { rail, asked };
}

function worldWith(rail: PaymentRail): World {
  return createWorld({ mounts: [mount(rail), mount(keyedRail())] });
}

const PAID: Settlement = {
  state: 'paid',
  reference: 'order-1',
  total: { amount: 4_999, currency: 'usd' },
  receipt: { headers: {}, body: {}, meta: {} },
};

it('pays on a rail of the platform when the call names it, and offers it to nobody', async () => {
  const { rail, asked } = buying(PAID);
  const world = worldWith(rail);
  const cart = await cartOf(world);

  const offer = await pay(world, { cart, key: 'key-0' });
  const answer = await pay(world, { cart, page: 'buying' });
  const again = await pay(world, { cart, page: 'buying' });

  expect(JSON.stringify(offer)).not.toContain('buying');
  for (const one of [answer, again])
    expect(one).toMatchObject({ status: 200, body: { status: 'paid', payment_rail: 'buying' } });
  expect(asked).toEqual(['settle']);
});

it('says of a platform that could not buy why, and buys again only when asked', async () => {
  const { rail, asked } = buying(
    { state: 'declined', reason: 'out_of_stock', evidence: 'provider_state' },
    PAID,
  );
  const world = worldWith(rail);
  const cart = await cartOf(world);

  const refused = await pay(world, { cart, page: 'buying' });
  const again = await pay(world, { cart, page: 'buying' });

  expect(refused).toMatchObject({
    status: 402,
    body: { error: 'payment_declined', details: { payment_rail: 'buying', reason: 'out_of_stock' } },
  });
  expect(again).toMatchObject({ status: 200, body: { status: 'paid' } });
  expect(asked).toEqual(['settle', 'settle']);
});

it('lets a rail call a person at once, sends nothing more, and keeps every other payment away', async () => {
  const { rail, asked } = buying({ state: 'unknown', reason: 'order_in_doubt', openCase: 'order_in_doubt' });
  const world = worldWith(rail);
  const cart = await cartOf(world);

  const answers = [
    await pay(world, { cart, page: 'buying' }),
    await pay(world, { cart, page: 'buying', key: 'key-2' }),
    await pay(world, { cart, headers: token(), key: 'key-3' }),
  ];
  await pass(world, 10 * MINUTE);

  for (const answer of answers)
    expect(answer).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  const { attempts } = await recordOf(world, cart);
  expect(attempts).toMatchObject([{ state: 'submitted', openCase: 'order_in_doubt' }]);
  expect(world.events).toMatchObject([{ type: 'case.opened' }]);
  expect(asked.filter((member) => member === 'settle')).toHaveLength(1);
});

it('ends the case once the rail knows', async () => {
  const { rail } = buying(
    { state: 'unknown', reason: 'order_in_doubt', openCase: 'order_in_doubt' },
    { state: 'declined', reason: 'never_placed', evidence: 'provider_state' },
  );
  const world = worldWith(rail);
  const cart = await cartOf(world);

  await pay(world, { cart, page: 'buying' });
  await pass(world, 2 * MINUTE);

  expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: 'declined', openCase: null }]);
  expect(world.events.map(({ type }) => type)).toEqual(['case.opened', 'case.closed']);
});

it('tells whoever decides in real time what is recorded of a payment, and asks nobody', async () => {
  const { rail, asked } = buying({ state: 'pending' });
  const world = worldWith(rail);
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'buying' });
  const { attempts } = await recordOf(world, cart);
  const id = attempts[0]?.id ?? '';

  const about = { tenant: 'acme', cart, attempt: id };
  expect(await readPayment(world.checkout, about)).toMatchObject({
    attempt: id,
    rail: 'buying',
    account: 'acct_1',
    isOpen: true,
    total: { amount: 4_999, currency: 'usd' },
  });
  for (const other of [{ tenant: 'tenant_2' }, { cart: 'cart_2' }, { attempt: 'att_2' }])
    expect(await readPayment(world.checkout, { ...about, ...other })).toBeNull();
  expect(asked).toEqual(['settle']);
});

it('makes no page when it pays: nobody was sent to one, and nobody comes back', async () => {
  const { rail } = buying({ state: 'declined', reason: 'sold_out', evidence: 'provider_state' });
  const world = createWorld({ mounts: [mount(rail), mount(hostedRail())] });
  const [bought, sent] = [await cartOf(world), await cartOf(world)];
  await pay(world, { cart: bought, page: 'buying' });
  await pay(world, { cart: sent, key: 'key-2', page: 'hosted' });

  for (const [cart, isOnPage] of [
    [bought, false],
    [sent, true],
  ] as const) {
    const { attempts } = await recordOf(world, cart);
    const place = { tenant: 'acme', cart, attempt: attempts[0]?.id ?? '' };
    expect(attempts).toHaveLength(1);
    expect(await hadPage(world.checkout, { tenant: 'acme', principal: 'alice' }, cart)).toBe(isOnPage);
    expect((await readReturn(world.checkout, place)) !== null).toBe(isOnPage);
  }
});
