import type { Credential, PaymentRail, Settlement } from '@railyard/core/rail';
import { expect, it } from 'vitest';
import { hostedRail, keyedRail, nonceRail } from '../../src/index.ts';
import { cartOf, edit, nonce, orderOf, pass, pay, recordOf, signed, token } from './calls.ts';
import { createWorld, HOUR, MINUTE, mount } from './world.ts';

function answering(...answers: readonly unknown[]): PaymentRail {
  const rest = [...answers];
  const next = async (): Promise<Settlement> => (rest.length > 1 ? rest.shift() : rest[0]) as Settlement;
  return { ...keyedRail(), settle: next, status: next };
}

const RECEIPT = { headers: {}, body: {}, meta: {} };
const TOTAL = { amount: 4_999, currency: 'usd' };

it('makes no order of a wrong amount, and has a person look', async () => {
  const world = createWorld();
  const cart = await cartOf(world);

  const answer = await pay(world, { cart, headers: token('tok_short') });
  await pass(world, 5 * MINUTE);

  expect(answer).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  expect(await recordOf(world, cart)).toMatchObject({
    order: null,
    attempts: [{ openCase: 'amount_mismatch' }],
  });
  expect(world.events).toMatchObject([{ type: 'case.opened', subject: { case: 'amount_mismatch' } }]);
  expect(world.provider.charges).toHaveLength(1);
  expect((await orderOf(world, answer)).status).toBe('pending');
});

it.each<readonly [string, unknown]>([
  [
    'a wrong currency',
    { state: 'paid', reference: 'x', total: { amount: 4_999, currency: 'eur' }, receipt: RECEIPT },
  ],
  ['no reference', { state: 'paid', reference: '', total: TOTAL, receipt: RECEIPT }],
  ['no total', { state: 'paid', reference: 'x', receipt: RECEIPT }],
  ['no receipt', { state: 'paid', reference: 'x', total: TOTAL }],
  ['a page without a url', { state: 'action_required', reference: 'x', methods: [], expiresAt: 1 }],
  [
    'a page that closes at no time',
    { state: 'action_required', reference: 'x', url: 'https://x.test', methods: [], expiresAt: Number.NaN },
  ],
  ['a word that is not in the contract', { state: 'success' }],
  ['nothing that is a settlement', 'paid'],
])('is never sure of an answer with %s', async (_, settlement) => {
  const world = createWorld({
    mounts: [mount({ ...answering(settlement), cancel: async () => ({ state: 'cancelled' }) })],
  });
  const cart = await cartOf(world);

  const answer = await pay(world, { cart, headers: token() });

  expect(answer).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  expect((await recordOf(world, cart)).order).toBeNull();
  expect((await recordOf(world, cart)).attempts[0]?.openCase).toEqual(expect.any(String));
});

it.each([0.0001, Number.NaN, Number.POSITIVE_INFINITY, -5])(
  'keeps looking when a rail asks to be left alone for %s seconds',
  async (retryAfter) => {
    const paid = { state: 'paid', reference: 'x', total: TOTAL, receipt: RECEIPT };
    const world = createWorld({ mounts: [mount(answering({ state: 'pending', retryAfter }, paid))] });
    const cart = await cartOf(world);

    const answer = await pay(world, { cart, headers: token() });
    const { attempts } = await recordOf(world, cart);
    await pass(world, 25 * HOUR);

    expect(answer).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
    expect(attempts).toMatchObject([{ state: 'pending' }]);
    expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'x' });
  },
);

it('takes a refusal to send for unknown when an earlier call may have been sent', async () => {
  const rail = keyedRail();
  const world = createWorld({
    mounts: [
      mount({
        ...rail,
        settle: async (purchase, credential, context) => {
          if (!context.first) return { state: 'declined', reason: 'no_route', evidence: 'not_sent' };
          await rail.settle(purchase, credential as Credential<string>, context);
          throw new Error('no answer');
        },
        status: async () => ({ state: 'unknown', reason: 'not_found' }),
      }),
    ],
  });
  const cart = await cartOf(world);

  await pay(world, { cart, headers: token() });
  const retry = await pay(world, { cart, headers: token() });

  expect(retry).toMatchObject({ status: 503, body: { error: 'payment_unresolved' } });
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: 'submitted' }]);
});

it('hands a referred buyer over, and never makes an order of it', async () => {
  const handoff = { seller: { name: 'Shop' } };
  const rail = answering({ state: 'referred', handoff });
  const world = createWorld({
    mounts: [
      mount({ ...rail, detect: () => null, manifest: { ...rail.manifest, payer: 'human' } }),
      mount(nonceRail()),
    ],
  });
  const cart = await cartOf(world);

  const answer = await pay(world, { cart, page: 'keyed' });
  const again = await pay(world, { cart, page: 'keyed' });
  const later = await pay(world, { cart, key: 'key-2', headers: nonce(signed(world)) });

  expect(answer).toMatchObject({ status: 200, body: { status: 'referred', handoff } });
  expect(answer.body.order_id).toBeUndefined();
  expect(again.body).toEqual(answer.body);
  expect(again.headers['idempotent-replayed']).toBe('true');
  expect(later).toMatchObject({ status: 200, body: { payment_rail: 'nonce' } });
});

it('hands the buyer over once for each version of the cart, however often and under whatever key', async () => {
  const rail = answering({ state: 'referred', handoff: {} });
  const human = { ...rail, manifest: { ...rail.manifest, payer: 'human' } } as const;
  const world = createWorld({ mounts: [mount({ ...human, detect: () => null })] });
  const cart = await cartOf(world);
  for (const key of [null, 'key-1', null, 'key-2', 'key-1']) await pay(world, { cart, key, page: 'keyed' });
  expect((await recordOf(world, cart)).attempts).toHaveLength(1);

  await edit(world, cart, { type: 'tip', tip: 100 });
  await pay(world, { cart, key: null, page: 'keyed' });
  expect((await recordOf(world, cart)).attempts).toHaveLength(2);
});

it('answers a credential that brought a hand-off with the same hand-off, under any key', async () => {
  const handoff = { seller: { name: 'Shop' } };
  const world = createWorld({ mounts: [mount(answering({ state: 'referred', handoff }))] });
  const cart = await cartOf(world);

  await pay(world, { cart, headers: token() });
  const again = await pay(world, { cart, key: 'key-2', headers: token() });

  expect(again).toMatchObject({ status: 200, body: { status: 'referred', handoff } });
  expect((await recordOf(world, cart)).attempts).toHaveLength(1);
});

it.each([
  ['a hand-off without content', { state: 'referred' }],
  [
    'a page without methods',
    { state: 'action_required', reference: 'p', url: 'https://x.test', expiresAt: 1 },
  ],
])('makes a person look at %s', async (_, answer) => {
  const rail = answering(answer);
  const world = createWorld({ mounts: [mount({ ...hostedRail(), ...rail })] });
  const cart = await cartOf(world);

  expect(await pay(world, { cart, headers: token() })).toMatchObject({ status: 503 });
  expect((await recordOf(world, cart)).attempts).toMatchObject([{ openCase: 'rail_answer_invalid' }]);
});

it('stores public facts that a rail asks to remember before the next call is made', async () => {
  const seen: unknown[] = [];
  const rail = keyedRail();
  const world = createWorld({
    mounts: [
      mount({
        ...rail,
        settle: async (purchase, credential, context) => {
          await context.remember({ intent: 'pi_1' });
          await rail.settle(purchase, credential as Credential<string>, context);
          throw new Error('no answer');
        },
        status: (payment, context) => {
          seen.push(payment.facts);
          return rail.status(payment, context);
        },
      }),
    ],
  });
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token() });

  expect(await pay(world, { cart, headers: token() })).toMatchObject({ status: 200 });
  expect(seen).toEqual([{ intent: 'pi_1' }]);
});
