import type { Mount } from '@railyard/core';
import { caseIdOf, listCases, readCase, reconcile, resolveCaseUnasked, ring } from '@railyard/core/operator';
import type { PaymentEvent, PaymentRail } from '@railyard/core/rail';
import { changePolicy, readBudgets } from '@railyard/core/spend';
import { describe, expect, it, vi } from 'vitest';
import { hostedRail, keyedRail, nonceRail } from '../../src/index.ts';
import { begin, cartOf, nonce, pass, pay, recordOf, signed, token } from './calls.ts';
import { doubtful, mended, paidAt, rule } from './doubtful.ts';
import { createWorld, HOUR, interrupted, MINUTE, mount, standingStill, type World } from './world.ts';

const unknown = { state: 'unknown', reason: 'not_found' } as const;
const fault = (word: string) => ({ code: 'validation', extras: { details: { fault: word } } });
const rulingsIn = async ({ store }: World) => (await store.list('ruling', { tenant: 'acme', limit: 9 })).keys;
const caseWords = ({ events }: World) =>
  events.flatMap(({ type, subject }) => (typeof subject.case === 'string' ? `${type} ${subject.case}` : []));

/** A doorbell of the keyed rail. */
async function ringFor(world: World, cart: string, rail: PaymentRail): Promise<void> {
  const { attempts } = await recordOf(world, cart);
  const event: PaymentEvent = { tenant: 'acme', cart, attempt: attempts[0]?.id ?? '' };
  const bell = mount({ ...rail, webhook: async () => event });
  const engine = world.engine({ rails: () => [bell] });
  const body = new Uint8Array();
  const request = { method: 'POST', url: 'https://shop.test/', headers: {}, meta: {}, body };
  await world.runtime.run(ring(engine.checkout, bell, request));
  await pass(engine, 2 * MINUTE);
}

/** A case of a payment whose rail went before anything was sent. */
async function neverSent(): Promise<{ readonly world: World; readonly cart: string; readonly id: string }> {
  const rails = vi.fn<() => readonly Mount[]>(() => [
    mount({ ...keyedRail(), prepare: () => new Promise<never>(() => {}) }),
  ]);
  const world = createWorld({ rails });
  const cart = await cartOf(world);
  void begin(world.engine({ runtime: standingStill(world) }), { cart, headers: token() });
  await world.runtime.advance(1_000);
  rails.mockReturnValue([]);
  await pass(world, 2 * MINUTE);
  const { attempts } = await recordOf(world, cart);
  expect(attempts).toMatchObject([{ state: 'created', openCase: 'rail_not_mounted' }]);
  return { world, cart, id: `${cart}.${attempts[0]?.id}` };
}

describe('S2.11 a payment that is ruled unpaid', () => {
  it('ends for certain when its provider shows it unspent, and the cart takes another one', async () => {
    const { world, cart, says, ...one } = await doubtful({ lost: 'before' });
    says.mockResolvedValue({ ...unknown, unspent: true });

    const ruled = await rule(world, one.case, { ruling: 'unpaid' });
    const paid = await pay(mended(world), { cart, key: 'key-2', headers: token('tok_b') });
    await pass(mended(world), MINUTE);

    expect(ruled).toMatchObject({
      openCase: 'unresolved_past_deadline',
      insisted: false,
      became: { state: 'cancelled', order: null, refund: null },
    });
    expect((await recordOf(world, cart)).attempts[0]).toMatchObject({
      state: 'cancelled',
      openCase: null,
      sealed: null,
      due: null,
    });
    expect(paid).toMatchObject({ status: 200, body: { status: 'paid' } });
    expect(caseWords(world)).toEqual([
      'case.opened unresolved_past_deadline',
      'case.closed unresolved_past_deadline',
    ]);
    expect(world.events.map(caseIdOf)).toEqual([one.case, one.case, null]);
  });

  it('has to be insisted on while the provider cannot be asked', async () => {
    const { world, cart, ...one } = await doubtful({ lost: 'before' });

    await expect(rule(world, one.case, { ruling: 'unpaid' })).rejects.toMatchObject(fault('uncertain'));
    expect(await rulingsIn(world)).toEqual([]);
    const ruled = await rule(world, one.case, { ruling: 'unpaid', insist: true });

    expect(ruled).toMatchObject({ insisted: true, evidence: { provider: { asked: 'no_answer' } } });
    expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: 'cancelled' }]);
  });

  it.each([
    { says: { state: 'pending' } },
    { says: unknown },
    { says: { state: 'declined', reason: 'no', evidence: 'provider_state', until: 9e12 } },
  ] as const)('has to be insisted on while the provider says $says.state', async ({ says: said }) => {
    const { world, says, ...one } = await doubtful({ lost: 'before' });
    says.mockResolvedValue(said);
    await expect(rule(world, one.case, { ruling: 'unpaid' })).rejects.toMatchObject(fault('uncertain'));
    await expect(rule(world, one.case, { ruling: 'unpaid', insist: true })).resolves.toMatchObject({
      became: { state: 'cancelled' },
    });
  });

  it('has to be insisted on while it could still be sent, though its provider shows it unspent', async () => {
    const { world, cart, says, ...one } = await doubtful({ lost: 'before', when: MINUTE });
    says.mockResolvedValue({
      state: 'action_required',
      reference: 'p',
      url: 'https://p.test',
      methods: [],
      expiresAt: 9,
    });
    await pass(world, 5 * MINUTE);
    expect((await recordOf(world, cart)).attempts).toMatchObject([{ openCase: 'page_cannot_be_closed' }]);
    says.mockResolvedValue({ ...unknown, unspent: true });
    await expect(rule(world, one.case, { ruling: 'unpaid' })).rejects.toMatchObject(fault('uncertain'));
  });

  it('is the order instead when its provider shows it paid, whatever is insisted on', async () => {
    const { world, cart, says, ...one } = await doubtful();
    says.mockResolvedValue(paidAt('ch_1'));

    await expect(rule(world, one.case, { ruling: 'unpaid', insist: true })).rejects.toMatchObject(
      fault('shown_paid'),
    );

    expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'ch_1' });
    expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: 'paid', openCase: null }]);
    expect(await rulingsIn(world)).toEqual([]);
  });

  it('takes the word of a provider that shows its end', async () => {
    const { world, cart, says, ...one } = await doubtful({ lost: 'before' });
    says.mockResolvedValue({ state: 'declined', reason: 'no_funds', evidence: 'provider_state' });
    await rule(world, one.case, { ruling: 'unpaid' });
    expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: 'declined' }]);
  });

  it('is the order, late, when its provider rings with the money after all', async () => {
    const { world, cart, ...one } = await doubtful();
    await rule(world, one.case, { ruling: 'unpaid', insist: true });
    await ringFor(world, cart, keyedRail());

    expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'ch_1' });
    expect(world.events.map(({ type }) => type)).toContain('payment.late');
    expect(world.provider.charges).toMatchObject([{ refunds: [] }]);
  });

  it('is given back when another payment has made the order meanwhile', async () => {
    const { world, cart, ...one } = await doubtful();
    await rule(world, one.case, { ruling: 'unpaid', insist: true });
    await pay(mended(world), { cart, key: 'key-2', headers: token('tok_b') });
    await ringFor(world, cart, keyedRail());

    expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'ch_2' });
    expect(world.provider.charges.map(({ refunds }) => refunds.length)).toEqual([1, 0]);
  });

  it('opens a case again when its provider later shows another amount', async () => {
    const { world, cart, says, ...one } = await doubtful({ lost: 'before' });
    await rule(world, one.case, { ruling: 'unpaid', insist: true });
    says.mockResolvedValue(paidAt('ch_9', 4_000));
    await ringFor(world, cart, { ...keyedRail(), status: says });
    expect((await recordOf(world, cart)).attempts).toMatchObject([
      { state: 'cancelled', openCase: 'amount_mismatch' },
    ]);
  });

  it('frees the credential when nothing was ever sent', async () => {
    const { world, cart, id } = await neverSent();
    await rule(world, id, { ruling: 'unpaid' });
    expect(await pay(mended(world), { cart, key: 'key-2', headers: token() })).toMatchObject({ status: 200 });
  });

  it('sets the money of its payer free again, in the same write', async () => {
    const world = await doubtful({ lost: 'before', spending: { policy: {} }, when: 0 });
    const who = { tenant: 'acme', principal: 'alice' };
    const limit = { amount: 20_000, currency: 'usd' };
    await changePolicy(world.world, who, () => ({ budgets: [{ period: 'total', limit, timeZone: 'UTC' }] }));
    const cart = await cartOf(world.world);
    await pay(world.world, { cart, key: 'key-2', headers: token('tok_b') });
    await pass(world.world, 30 * HOUR);
    const left = async () => (await readBudgets(world.world, who))[0]?.left;
    expect(await left()).toBe(15_001);

    const { attempts } = await recordOf(world.world, cart);
    await rule(world.world, `${cart}.${attempts[0]?.id}`, { ruling: 'unpaid', insist: true });
    expect(await left()).toBe(20_000);
  });
});

describe('a payment that is ruled paid', () => {
  it('is the order, and the call that paid gets it', async () => {
    const { world, cart, ...one } = await doubtful();

    const ruled = await rule(world, one.case, { ruling: 'paid', reference: 'ch_1' });
    const again = await pay(world, { cart, headers: token() });

    const { order } = await recordOf(world, cart);
    expect(order).toMatchObject({ reference: 'ch_1', total: { amount: 4_999 } });
    expect(ruled.became).toEqual({ state: 'paid', order: order?.id, refund: null });
    expect(again).toMatchObject({ status: 200, body: { status: 'paid', order_id: order?.id } });
  });

  it('bears the reference and the receipt that its provider shows', async () => {
    const { world, cart, says, ...one } = await doubtful();
    says.mockResolvedValue(paidAt('ch_1'));
    const ruled = await rule(world, one.case, { ruling: 'paid', reference: 'a typing error' });
    expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'ch_1' });
    expect(ruled).toMatchObject({
      reference: 'a typing error',
      evidence: { provider: { answer: { state: 'paid', reference: 'ch_1' } } },
    });
  });

  it('ends instead when its provider shows that nothing was paid', async () => {
    const { world, cart, says, ...one } = await doubtful({ lost: 'before' });
    says.mockResolvedValue({ state: 'expired' });
    await expect(
      rule(world, one.case, { ruling: 'paid', reference: 'ch_1', insist: true }),
    ).rejects.toMatchObject(fault('shown_unpaid'));
    expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: 'expired', openCase: null }]);
    expect((await recordOf(world, cart)).order).toBeNull();
  });

  it('has to be insisted on while its provider has not decided', async () => {
    const { world, says, ...one } = await doubtful();
    says.mockResolvedValue({ state: 'pending' });
    const call = { ruling: 'paid', reference: 'ch_1' } as const;
    await expect(rule(world, one.case, call)).rejects.toMatchObject(fault('uncertain'));
    await expect(rule(world, one.case, { ...call, insist: true })).resolves.toMatchObject({
      became: { state: 'paid' },
    });
  });

  it('has a reference, and not that of another payment of the cart', async () => {
    const world = createWorld();
    const cart = await cartOf(world);
    const refused = signed(world, { nonce: 'refused1', validBefore: world.runtime.now() + 2 * HOUR });
    await pay(world, { cart, headers: nonce(refused) });
    await pay(world, { cart, headers: token() });
    const silent = { ...nonceRail(), status: () => Promise.reject(new Error('down')) };
    const dark = seenOn(world, [silent, keyedRail()]);
    await pass(dark, 5 * HOUR);
    const { attempts } = await recordOf(world, cart);
    expect(attempts[0]).toMatchObject({ openCase: 'unresolved_past_deadline' });
    const id = `${cart}.${attempts[0]?.id}`;

    await expect(rule(dark, id, { ruling: 'paid' })).rejects.toMatchObject(fault('ruling_incomplete'));
    await expect(rule(dark, id, { ruling: 'paid', reference: 'ch_1' })).rejects.toMatchObject(
      fault('reference_taken'),
    );
    // Another one is money on top of the order.
    const ruled = await rule(dark, id, { ruling: 'paid', reference: 'ch_2' });
    expect(ruled.became).toMatchObject({ state: 'paid', order: null, refund: `refund_${attempts[0]?.id}_1` });
    expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'ch_1' });
  });
});

it('a payment that settled by itself is not counted again for another cart, however much is insisted', async () => {
  const { world, cart, ...one } = await doubtful();
  const other = await cartOf(world);
  await pay(mended(world), { cart: other, key: 'key-2', headers: token('tok_b') });
  expect((await recordOf(world, other)).order).toMatchObject({ reference: 'ch_2' });
  const call = { ruling: 'paid', reference: 'ch_2', insist: true } as const;
  const unasked = { ...call, tenant: 'acme', case: one.case, key: 'k-1', by: 'ada', reason: 'Seen.' };

  await expect(rule(world, one.case, call)).rejects.toMatchObject(fault('reference_taken'));
  await expect(resolveCaseUnasked(world, unasked)).rejects.toMatchObject(fault('reference_taken'));

  expect((await recordOf(world, cart)).order).toBeNull();
  expect(await rulingsIn(world)).toEqual([]);
  expect(await rule(world, one.case, { ...call, reference: 'ch_1', insist: false })).toMatchObject({
    became: { state: 'paid' },
  });
});

it('the reference of one payment is ruled paid once, whatever the cart and the tenant', async () => {
  const { world, ...one } = await doubtful({ when: 0 });
  const cart = await cartOf(world, { tenant: 'other' });
  await pay(world, { tenant: 'other', cart, key: 'key-2', headers: token('tok_b') });
  await pass(world, 30 * HOUR);
  const { attempts } = await recordOf(world, cart, 'other');
  const call = { ruling: 'paid', reference: 'ch_1' } as const;
  await rule(world, one.case, call);

  const theirs = `${cart}.${attempts[0]?.id}`;
  await expect(rule(world, theirs, { ...call, tenant: 'other' })).rejects.toMatchObject(
    fault('reference_taken'),
  );
  await expect(rule(world, theirs, { ...call, tenant: 'other', reference: 'ch_2' })).resolves.toMatchObject({
    became: { state: 'paid' },
  });
});

describe('money that makes no order', () => {
  it('is ruled returned once a person has given it back, and the cart can be paid', async () => {
    const { world, cart, says, ...one } = await doubtful({ when: MINUTE });
    says.mockResolvedValue(paidAt('ch_1', 4_000));
    await pass(world, 5 * MINUTE);
    const report = await world.runtime.run(readCase(world.checkout, 'acme', one.case));
    expect(report).toMatchObject({
      openCase: 'amount_mismatch',
      rulings: ['stands', 'returned'],
      evidence: { provider: { fault: 'amount_mismatch', taken: { amount: 4_000, currency: 'usd' } } },
    });
    for (const ruling of ['paid', 'unpaid'] as const)
      await expect(rule(world, one.case, { ruling, reference: 'ch_1', insist: true })).rejects.toMatchObject(
        fault('ruling_not_open'),
      );

    await rule(world, one.case, { ruling: 'returned', insist: true });
    expect(await pay(mended(world), { cart, key: 'key-2', headers: token('tok_b') })).toMatchObject({
      status: 200,
    });
  });

  it('is not ruled returned when its provider shows it paid in full: that is the order', async () => {
    const { world, cart, says, ...one } = await doubtful({ when: MINUTE });
    says.mockResolvedValueOnce(paidAt('ch_1', 4_000));
    await pass(world, 5 * MINUTE);
    says.mockResolvedValue(paidAt('ch_1'));
    await expect(rule(world, one.case, { ruling: 'returned' })).rejects.toMatchObject(fault('shown_paid'));
    expect((await recordOf(world, cart)).order).toMatchObject({ reference: 'ch_1' });
  });

  it('stays no order when it came after a referral', async () => {
    const referring: PaymentRail = {
      ...hostedRail(),
      settle: async () => ({ state: 'referred', handoff: {} }),
      status: async () => paidAt('ch_1'),
    };
    const world = createWorld({ mounts: [mount(referring)] });
    const cart = await cartOf(world);
    await pay(world, { cart, page: 'hosted' });
    await ringFor(world, cart, referring);
    const { attempts } = await recordOf(world, cart);
    expect(attempts).toMatchObject([{ state: 'referred', openCase: 'paid_after_referral' }]);

    await rule(world, `${cart}.${attempts[0]?.id}`, { ruling: 'returned', insist: true });
    expect(await recordOf(world, cart)).toMatchObject({
      order: null,
      attempts: [{ state: 'referred', openCase: null }],
    });
  });
});

describe('a ruling', () => {
  it('is made once however often it is said, and its key stands for no other', async () => {
    const { world, ...one } = await doubtful();
    const call = { ruling: 'paid', reference: 'ch_1' } as const;
    const [first, second] = await Promise.all([rule(world, one.case, call), rule(world, one.case, call)]);
    const third = await rule(world, one.case, { ...call, by: 'bob' });

    expect([second, third]).toEqual([first, first]);
    expect(await rulingsIn(world)).toHaveLength(1);
    await expect(rule(world, one.case, { ruling: 'unpaid' })).rejects.toMatchObject({
      code: 'idempotency_conflict',
    });
    await expect(rule(world, one.case, { ruling: 'unpaid', key: 'k-2' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('of two that contradict each other is the one that was written first', async () => {
    const { world, cart, ...one } = await doubtful();
    const rulings = await Promise.allSettled([
      rule(world, one.case, { ruling: 'paid', reference: 'ch_1' }),
      rule(world, one.case, { ruling: 'unpaid', insist: true, key: 'k-2' }),
    ]);
    expect(rulings.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(await rulingsIn(world)).toHaveLength(1);
    const { state } = (await recordOf(world, cart)).attempts[0] ?? {};
    const [paid] = rulings;
    expect(state).toBe(paid?.status === 'fulfilled' ? 'paid' : 'cancelled');
  });

  it.each([
    ['was sent', { state: 'submitted', submittedAt: 1 }],
    ['is being sent', { busyUntil: 9e15 }],
  ])('waits when its payment %s since it was read', async (_, set) => {
    const { world, cart, id } = await neverSent();
    const key = `acme:${cart}`;
    const send = (): Promise<null> =>
      world.store.update([{ space: 'cart', key }], ([row]) => {
        if (!row) throw new Error('The cart is gone.');
        const value = row.value as { readonly attempts: readonly object[] };
        return {
          rows: [{ ...row, value: { ...value, attempts: [{ ...value.attempts[0], ...set }] } }],
          result: null,
        };
      });
    const engine = world.engine({ store: interrupted(world.store, 1, send) });
    await expect(rule(engine, id, { ruling: 'unpaid' })).rejects.toMatchObject({ code: 'cart_locked' });
    expect(await rulingsIn(world)).toEqual([]);
    expect((await recordOf(world, cart)).attempts[0]?.openCase).toBe('rail_not_mounted');
  });

  it('is kept in the write that ends the case: a store that fails there keeps neither', async () => {
    const { world, cart, ...one } = await doubtful();
    const broken = interrupted(world.store, 1, () => Promise.reject(new Error('The disk is full.')));
    const dying = world.engine({ store: broken });
    await expect(rule(dying, one.case, { ruling: 'paid', reference: 'ch_1' })).rejects.toMatchObject({
      code: 'upstream_unavailable',
    });
    expect(await rulingsIn(world)).toEqual([]);
    expect((await recordOf(world, cart)).order).toBeNull();

    let updates = 0;
    const counting: typeof world.store = {
      ...world.store,
      update(keys, change) {
        updates += 1;
        return world.store.update(keys, change);
      },
    };
    await rule(world.engine({ store: counting }), one.case, { ruling: 'paid', reference: 'ch_1' });
    expect(updates).toBe(1);
  });

  it.each([
    { name: 'is at it', takes: 10_000 },
    { name: 'has looked since', takes: 1 },
  ])('is not made by what was known before a worker that $name', async ({ takes }) => {
    const { world, cart, says, ...one } = await doubtful();
    await world.runtime.advance(16 * MINUTE);
    says.mockImplementationOnce(async () => {
      says.mockImplementationOnce(() => world.runtime.sleep(takes).then(() => unknown));
      void reconcile(world.checkout);
      await world.runtime.sleep(1_000);
      return unknown;
    });
    const ruling = rule(world, one.case, { ruling: 'unpaid', insist: true });
    await expect(ruling).rejects.toMatchObject({ code: 'cart_locked', extras: { retryAfter: 5 } });
    await pass(world, MINUTE);
    expect((await recordOf(world, cart)).attempts).toMatchObject([{ state: 'submitted' }]);
  });

  it('is no business of another tenant', async () => {
    const { world, ...one } = await doubtful();
    const call = { ruling: 'paid', reference: 'ch_1' } as const;
    await expect(rule(world, one.case, { ...call, tenant: 'other' })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await world.runtime.run(readCase(world.checkout, 'other', one.case))).toBeNull();
    expect(await listCases(world.store, { tenant: 'other', limit: 9 })).toEqual({ cases: [], next: null });
  });

  it('can be made without rails, where nothing that is unsure can be told from what is', async () => {
    const { world, cart, says, ...one } = await doubtful();
    const asked = says.mock.calls.length;
    const book = { store: world.store, runtime: world.runtime };
    const call = { tenant: 'acme', case: one.case, key: 'k-1', by: 'ada', reason: 'seen' };
    await expect(resolveCaseUnasked(book, { ...call, ruling: 'unpaid' })).rejects.toMatchObject(
      fault('uncertain'),
    );
    const ruled = await resolveCaseUnasked(book, { ...call, ruling: 'paid', reference: 'ch_1' });
    expect(ruled.evidence.provider.asked).toBe('not_asked');
    expect((await recordOf(world, cart)).order).not.toBeNull();
    expect(says.mock.calls).toHaveLength(asked);
  });

  it('shows no secret, in its evidence neither', async () => {
    const { world, says, ...one } = await doubtful();
    says.mockResolvedValue({ ...paidAt('ch_1'), receipt: { headers: { x: 'canary' }, body: {}, meta: {} } });
    const report = await world.runtime.run(readCase(world.checkout, 'acme', one.case));
    const ruled = await rule(world, one.case, { ruling: 'paid', reference: 'ch_1' });
    const text = JSON.stringify([report, ruled]);
    expect(text).toContain('"reference":"ch_1"');
    for (const secret of ['tok_a', 'canary', 'sealed', 'alice']) expect(text).not.toContain(secret);
  });
});

it('lists open cases, the oldest first, page by page, and none that was ruled', async () => {
  const { world, ...one } = await doubtful();
  const carts: string[] = [];
  for (const name of ['tok_b', 'tok_c', 'tok_d']) {
    const cart = await cartOf(world);
    carts.push(cart);
    await pay(world, { cart, key: name, headers: token(name) });
    await world.runtime.advance(MINUTE);
  }
  await pass(world, 30 * HOUR);
  await rule(world, one.case, { ruling: 'paid', reference: 'ch_1' });

  const first = await listCases(world.store, { tenant: 'acme', limit: 2 });
  const after = first.next ?? '';
  const second = await listCases(world.store, { tenant: 'acme', limit: 2, after });
  expect([...first.cases, ...second.cases].map(({ cart }) => cart)).toEqual(carts);
  expect(second.next).toBeNull();
  await expect(listCases(world.store, { tenant: 'acme', limit: 2, after: 'x' })).rejects.toMatchObject({
    code: 'validation',
  });
  const ruled = await world.runtime.run(readCase(world.checkout, 'acme', one.case));
  expect(ruled).toMatchObject({ openCase: null, rulings: [], ruled: [{ by: 'ada', ruling: 'paid' }] });
});

it('reads no cart without an open case to list those with one', async () => {
  const { world, cart } = await doubtful();
  const other = await cartOf(mended(world));
  await pay(mended(world), { cart: other, key: 'key-2', headers: token('tok_b') });
  await pass(world, 30 * HOUR);
  const get = vi.spyOn(world.store, 'get');

  const { cases } = await listCases(world.store, { tenant: 'acme', limit: 9 });

  expect(cases.map((one) => one.cart)).toEqual([cart]);
  expect(get.mock.calls).toEqual([['cart', `acme:${cart}`]]);
});

/** The same world, seen by an engine on these rails. */
function seenOn(world: World, rails: readonly PaymentRail[]): World {
  const mounts = rails.map((rail) => mount(rail));
  return world.engine({ rails: () => mounts });
}
