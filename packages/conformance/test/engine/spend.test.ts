import {
  type Approval,
  changePolicy,
  createSpendGate,
  decide,
  findApproval,
  isAskedBy,
  readApproval,
  readBudgets,
  readPolicy,
  restrain,
  type SpendPolicy,
} from '@railyard/core/spend';
import type { Row } from '@railyard/core/store';
import { beforeEach, expect, it } from 'vitest';
import { begin, cartOf, edit, nonce, pass, pay, signed, token } from './calls.ts';
import { ask as askToChoose } from './chooser-calls.ts';
import { faultsAtRest } from './invariants.ts';
import { createWorld, HOUR, type World } from './world.ts';

const usd = (amount: number) => ({ amount, currency: 'usd' });
const daily = (amount: number) => ({ period: 'daily', limit: usd(amount), timeZone: 'UTC' }) as const;
const ALICE = { tenant: 'acme', principal: 'alice' };
/** One of the carts of these tests. */
const PRICE = 4_999;

let asked: Approval[] = [];
beforeEach(() => {
  asked = [];
});

/** A world whose principals may spend what the policy says. */
const worldUnder = (policy: SpendPolicy): World =>
  createWorld({ spending: { policy, ask: async (approval) => void asked.push(approval) } });

const leftOf = async ({ store, runtime }: World, who = ALICE): Promise<number | undefined> =>
  (await readBudgets({ store, runtime }, who))[0]?.left;

/** The same for alice alone, so that what is left can be read. */
async function worldFor(policy: SpendPolicy): Promise<World> {
  const world = worldUnder({});
  await changePolicy(world, ALICE, () => policy);
  return world;
}

it('spends what an order takes, and refuses what is left too little for', async () => {
  const world = await worldFor({ budgets: [daily(2 * PRICE + 1)] });
  for (const left of [PRICE + 1, 1]) {
    const cart = await cartOf(world);
    expect(await pay(world, { cart, key: cart, headers: token(`tok_${cart}`) })).toMatchObject({
      status: 200,
    });
    expect(await leftOf(world)).toBe(left);
  }
  const cart = await cartOf(world);
  for (const ask of [{ headers: token('tok_z') }, {}, { page: 'hosted' }]) {
    expect(await pay(world, { cart, key: 'key-z', ...ask })).toMatchObject({
      status: 403,
      body: {
        error: 'denied',
        details: { reason: 'budget', budget: 'daily', left_cents: 1, resets_on: '2030-01-02' },
      },
    });
  }
  expect(world.provider.charges).toHaveLength(2);
});

it('tells what is left of the budgets of the platform, and of no other once there is a policy of its own', async () => {
  const policy: SpendPolicy = { budgets: [daily(2 * PRICE)] };
  const world = worldUnder(policy);
  await pay(world, { cart: await cartOf(world), headers: token() });
  const { store, runtime } = world;
  expect(await readBudgets({ store, runtime, policy }, ALICE)).toMatchObject([{ left: PRICE }]);
  expect(await readBudgets({ store, runtime }, ALICE)).toEqual([]);

  await changePolicy(world, ALICE, () => ({}));
  expect(await readBudgets({ store, runtime, policy }, ALICE)).toEqual([]);
});

it('holds a principal to the budgets that it has given itself and to its policy, the stricter of each', async () => {
  const cases: readonly (readonly [policy: number, own: number, left: number])[] = [
    [2 * PRICE, PRICE, PRICE],
    [PRICE, 2 * PRICE, PRICE],
  ];
  for (const [limit, own, left] of cases) {
    const world = await worldFor({ budgets: [daily(limit)] });
    await restrain(world, ALICE, () => [daily(own)]);
    expect(await leftOf(world)).toBe(left);
    expect(await pay(world, { cart: await cartOf(world), headers: token() })).toMatchObject({ status: 200 });
    const second = { cart: await cartOf(world), key: 'key-2', headers: token('tok_b') };
    expect(await pay(world, second)).toMatchObject({ status: 403, body: { error: 'denied' } });
    expect(await leftOf(world)).toBe(0);
  }
});

it('holds a principal that has given itself a budget to whatever its policy becomes, and counts on', async () => {
  const world = await worldFor({ budgets: [daily(3 * PRICE)] });
  await pay(world, { cart: await cartOf(world), headers: token() });
  await restrain(world, ALICE, () => [daily(2 * PRICE)]);
  expect(await leftOf(world)).toBe(PRICE);

  await changePolicy(world, ALICE, () => ({ payees: { never: ['shop'] } }));

  const cart = await cartOf(world);
  expect(await pay(world, { cart, key: 'key-2', headers: token('tok_b') })).toMatchObject({
    body: { error: 'denied', details: { reason: 'payee' } },
  });
  await changePolicy(world, ALICE, () => null);
  expect(await pay(world, { cart, key: 'key-2', headers: token('tok_b') })).toMatchObject({ status: 200 });
  expect(await leftOf(world)).toBe(0);
});

it('opens no currency by a budget that a principal gives itself, and closes none that the policy has', async () => {
  const eur = (amount: number) => ({ ...daily(amount), limit: { amount, currency: 'eur' } });
  const closed = await worldFor({ budgets: [eur(PRICE)] });
  await restrain(closed, ALICE, () => [daily(PRICE)]);
  expect(await pay(closed, { cart: await cartOf(closed), headers: token() })).toMatchObject({
    body: { error: 'denied', details: { reason: 'currency' } },
  });

  const open = await worldFor({ budgets: [daily(PRICE), eur(PRICE)] });
  await restrain(open, ALICE, () => [eur(1)]);
  expect(await pay(open, { cart: await cartOf(open), headers: token() })).toMatchObject({ status: 200 });
});

it('limits no other currency by a budget that a principal gives itself where the policy has none', async () => {
  const eur = { ...daily(0), limit: { amount: 0, currency: 'eur' } };
  const world = await worldFor({});
  await restrain(world, ALICE, () => [eur]);
  expect(await pay(world, { cart: await cartOf(world), headers: token() })).toMatchObject({ status: 200 });

  await restrain(world, ALICE, () => [eur, daily(PRICE - 1)]);
  const second = { cart: await cartOf(world), key: 'key-2', headers: token('tok_b') };
  expect(await pay(world, second)).toMatchObject({
    body: { error: 'denied', details: { reason: 'budget', currency: 'usd' } },
  });
});

it('holds to budgets of one period in several zones at once', async () => {
  const there = { ...daily(PRICE), timeZone: 'Pacific/Kiritimati' }; // it is 14:00 there at midnight UTC
  const world = await worldFor({ budgets: [daily(2 * PRICE), there] });
  const statuses: number[] = [];
  for (const hours of [0, 9, 2, 8, 6]) {
    await world.runtime.advance(hours * HOUR);
    const cart = await cartOf(world);
    statuses.push((await pay(world, { cart, key: cart, headers: token(`tok_${cart}`) })).status);
  }

  expect(statuses).toEqual([200, 403, 200, 403, 403]);
});

/** The record of alice as it was kept when a zone was kept as it was written. */
async function respell({ store }: World, from: string, to: string): Promise<void> {
  const { keys } = await store.list('budget', { tenant: 'acme', limit: 9 });
  await store.update(
    keys.map((key) => ({ space: 'budget', key })),
    (rows) => ({
      rows: rows.map((row) => JSON.parse(JSON.stringify(row).replaceAll(from, to)) as Row),
      result: null,
    }),
  );
}

const inBerlin = (amount: number, timeZone = 'Europe/Berlin') => ({ ...daily(amount), timeZone });

it('knows what a budget has taken under any spelling of its time zone', async () => {
  const world = await worldFor({ budgets: [inBerlin(2 * PRICE, 'europe/berlin')] });
  await pay(world, { cart: await cartOf(world), headers: token() });
  await changePolicy(world, ALICE, () => ({ budgets: [inBerlin(2 * PRICE)] }));
  expect(await leftOf(world)).toBe(PRICE);

  await respell(world, 'Europe/Berlin', 'europe/berlin');
  expect(await readPolicy(world, ALICE)).toEqual({ budgets: [inBerlin(2 * PRICE)] });
  expect(await leftOf(world)).toBe(PRICE);
  await pay(world, { cart: await cartOf(world), key: 'key-2', headers: token('tok_b') });
  expect(await leftOf(world)).toBe(0);
});

it('holds to the lower of two budgets that were kept under two spellings, and counts what both have taken', async () => {
  const world = await worldFor({ budgets: [inBerlin(3 * PRICE), inBerlin(2 * PRICE, 'Asia/Tokyo')] });
  await pay(world, { cart: await cartOf(world), headers: token() });

  await respell(world, 'Asia/Tokyo', 'europe/berlin');

  expect(await readBudgets(world, ALICE)).toMatchObject([{ ...inBerlin(2 * PRICE), left: 0 }]);
  await changePolicy(world, ALICE, (policy) => policy);
  await expect(
    changePolicy(world, ALICE, () => ({ budgets: [inBerlin(1), inBerlin(2, 'europe/berlin')] })),
  ).rejects.toMatchObject({ code: 'validation' });
});

it('keeps what a budget has taken while another one is in its place, whatever is spent meanwhile', async () => {
  const yearly = { ...daily(3 * PRICE), period: 'total' } as const;
  const world = await worldFor({ budgets: [yearly] });
  const spend = async (): Promise<unknown> => {
    const cart = await cartOf(world);
    return pay(world, { cart, key: cart, headers: token(`tok_${cart}`) });
  };
  await spend();
  await spend();
  await changePolicy(world, ALICE, () => ({ budgets: [daily(PRICE)] }));
  await spend();
  await changePolicy(world, ALICE, () => ({ budgets: [yearly] }));

  expect(await leftOf(world)).toBe(PRICE);
});

it('keeps nothing about a principal who has no budget', async () => {
  const world = worldUnder({ perPurchase: [usd(PRICE)] });
  expect(await pay(world, { cart: await cartOf(world), headers: token() })).toMatchObject({ status: 200 });

  expect((await world.store.list('budget', { tenant: 'acme', limit: 9 })).keys).toEqual([]);
});

it('begins a budget anew in its next window', async () => {
  const world = await worldFor({ budgets: [daily(PRICE)] });
  const [first, second] = [await cartOf(world), await cartOf(world)];
  await pay(world, { cart: first, headers: token() });
  expect(await pay(world, { cart: second, key: 'key-2', headers: token('tok_b') })).toMatchObject({
    status: 403,
  });

  await world.runtime.advance(24 * HOUR);

  expect(await leftOf(world)).toBe(PRICE);
  expect(await pay(world, { cart: second, key: 'key-2', headers: token('tok_b') })).toMatchObject({
    status: 200,
  });
});

it('gives a stored answer although nothing is left', async () => {
  const world = await worldFor({ budgets: [daily(PRICE)] });
  const cart = await cartOf(world);
  const paid = await pay(world, { cart, headers: token() });

  expect(await pay(world, { cart, headers: token() })).toMatchObject({ status: 200, body: paid.body });
});

it('holds for an open page, frees it when it is closed, and lets another rail take its place', async () => {
  const world = await worldFor({ budgets: [daily(PRICE)] });
  const cart = await cartOf(world);
  expect(await pay(world, { cart, page: 'hosted' })).toMatchObject({ status: 200 });
  expect(await leftOf(world)).toBe(0);

  const other = await cartOf(world);
  expect(await pay(world, { cart: other, key: 'key-2', headers: token() })).toMatchObject({ status: 403 });
  expect(await pay(world, { cart, key: 'key-3', headers: token() })).toMatchObject({ status: 200 });
  expect(await leftOf(world)).toBe(0);
  expect(await faultsAtRest(world, cart)).toEqual([]);
});

it('frees what a page held when the cart is edited', async () => {
  const world = await worldFor({ budgets: [daily(PRICE)] });
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });

  await edit(world, cart, { type: 'quantity', item: 'item_1', quantity: 0 });

  expect(await leftOf(world)).toBe(PRICE);
});

it('frees what was declined', async () => {
  const world = await worldFor({ budgets: [daily(PRICE)] });
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token('tok_declined') });

  expect(await leftOf(world)).toBe(PRICE);
});

it('never passes a budget with a thousand payments at once', { timeout: 60_000 }, async () => {
  const world = await worldFor({ budgets: [daily(100 * PRICE + PRICE - 1)] });
  const carts = await Promise.all(Array.from({ length: 1_000 }, () => cartOf(world)));

  const answers = await world.runtime.run(
    Promise.all(carts.map((cart) => begin(world, { cart, key: cart, headers: token(`tok_${cart}`) }))),
  );

  expect(answers.filter(({ status }) => status === 200)).toHaveLength(100);
  expect(answers.filter(({ status }) => status === 403)).toHaveLength(900);
  expect(world.provider.charges).toHaveLength(100);
  expect(await leftOf(world)).toBe(PRICE - 1);
});

it('holds for an authorization that could still be used', async () => {
  const world = await worldFor({ budgets: [daily(PRICE)] });
  const cart = await cartOf(world);
  await world.runtime.run(begin(world, { cart, headers: nonce(signed(world)) }));
  expect(await leftOf(world)).toBe(0);
  await pass(world, 2 * HOUR);
  expect(await leftOf(world)).toBe(0);
});

it('tells of a decline although what could still land leaves nothing for another try', async () => {
  const world = await worldFor({ budgets: [daily(PRICE)] });
  const cart = await cartOf(world);
  const refused = nonce(signed(world, { nonce: 'refused_1' }));
  expect(await pay(world, { cart, headers: refused })).toMatchObject({
    status: 402,
    body: { error: 'payment_declined' },
  });
  expect(await leftOf(world)).toBe(0);
  expect(await pay(world, { cart, key: 'key-2', headers: token() })).toMatchObject({
    status: 403,
    body: { error: 'denied', details: { reason: 'budget' } },
  });
});

it('refuses a seller, a rail, a large purchase and a currency that the policy does not allow', async () => {
  const cases: readonly (readonly [SpendPolicy, string])[] = [
    [{ payees: { never: ['shop'] } }, 'payee'],
    [{ payees: { only: ['other'] } }, 'payee'],
    [{ rails: { only: ['hosted'] } }, 'rail'],
    [{ perPurchase: [usd(PRICE - 1)] }, 'purchase_too_large'],
    [{ budgets: [{ ...daily(1), limit: { amount: 1_000_000, currency: 'eur' } }] }, 'currency'],
  ];
  for (const [policy, reason] of cases) {
    const world = await worldFor(policy);
    const answer = await pay(world, { cart: await cartOf(world), headers: token() });
    expect(answer).toMatchObject({ status: 403, body: { error: 'denied', details: { reason } } });
    expect(world.provider.charges).toHaveLength(0);
  }
});

it('asks a person once about a purchase, and pays when it is approved', async () => {
  const world = worldUnder({ approvalAbove: [usd(PRICE - 1)] });
  const cart = await cartOf(world);
  for (const ask of [{}, { headers: token() }, { page: 'hosted' }])
    expect(await pay(world, { cart, ...ask })).toMatchObject({
      status: 403,
      body: { error: 'needs_approval' },
    });
  expect(asked).toHaveLength(1);
  expect(asked[0]).toMatchObject({ purchase: { cart, total: usd(PRICE) } });

  const { id = '' } = asked[0] ?? {};
  await decide(world, 'acme', id, { decision: 'approved', by: 'usr_1' });
  expect(world.provider.charges).toHaveLength(0);
  expect(await pay(world, { cart, headers: token() })).toMatchObject({ status: 200 });
  expect(world.provider.charges).toHaveLength(1);
});

it('makes no page to choose on for what a person has to approve, and holds for none', async () => {
  const world = worldUnder({ approvalAbove: [], budgets: [daily(PRICE)] });
  const cart = await cartOf(world);
  expect(await askToChoose(world, { cart })).toMatchObject({
    status: 403,
    body: { error: 'needs_approval' },
  });
  await decide(world, 'acme', asked[0]?.id ?? '', { decision: 'approved', by: 'usr_1' });

  expect(await askToChoose(world, { cart })).toMatchObject({ status: 200 });
  const other = await cartOf(world);
  expect(await pay(world, { cart: other, key: 'key-2' })).toMatchObject({
    body: { error: 'needs_approval' },
  });
});

it('lets two copies with one approval pay once', async () => {
  const world = worldUnder({ approvalAbove: [] });
  const cart = await cartOf(world);
  await pay(world, { cart });
  await decide(world, 'acme', asked[0]?.id ?? '', { decision: 'approved', by: 'usr_1' });

  const calls = ['a', 'b'].map((name) => begin(world, { cart, key: name, headers: token(`tok_${name}`) }));
  await world.runtime.run(Promise.allSettled(calls));

  expect(world.provider.charges).toHaveLength(1);
});

it('does not stretch an approval to a changed cart', async () => {
  const world = worldUnder({ approvalAbove: [] });
  const cart = await cartOf(world);
  await pay(world, { cart });
  await decide(world, 'acme', asked[0]?.id ?? '', { decision: 'approved', by: 'usr_1' });

  await edit(world, cart, { type: 'tip', tip: 1 });

  expect(await pay(world, { cart, headers: token() })).toMatchObject({
    status: 403,
    body: { error: 'needs_approval' },
  });
  expect(asked).toHaveLength(2);
  expect(world.provider.charges).toHaveLength(0);
});

it('stays denied, whoever decides after that', async () => {
  const world = worldUnder({ approvalAbove: [] });
  const cart = await cartOf(world);
  await pay(world, { cart });
  const { id = '' } = asked[0] ?? {};
  await decide(world, 'acme', id, { decision: 'denied', by: 'usr_1' });
  expect(await decide(world, 'acme', id, { decision: 'approved', by: 'usr_2' })).toMatchObject({
    state: 'denied',
  });

  await world.runtime.advance(72 * HOUR);

  expect(await pay(world, { cart, headers: token() })).toMatchObject({
    status: 403,
    body: { error: 'denied', details: { reason: 'approval_denied', approval_id: id } },
  });
});

it('lets an approval lapse, and asks anew', async () => {
  const world = worldUnder({ approvalAbove: [] });
  const cart = await cartOf(world);
  await pay(world, { cart });
  const { id = '' } = asked[0] ?? {};
  await decide(world, 'acme', id, { decision: 'approved', by: 'usr_1' });

  await world.runtime.advance(25 * HOUR);

  expect(await pay(world, { cart, headers: token() })).toMatchObject({
    status: 403,
    body: { error: 'needs_approval' },
  });
  expect(asked).toHaveLength(2);
  expect(await findApproval(world, 'acme', id)).toMatchObject({ state: 'asked', decided: null });
});

it('has no question left about what was bought on a page that outlived its approval', async () => {
  const world = worldUnder({ approvalAbove: [] });
  const cart = await cartOf(world);
  await pay(world, { cart });
  const { id = '' } = asked[0] ?? {};
  await decide(world, 'acme', id, { decision: 'approved', by: 'usr_1' });
  await world.runtime.advance(23 * HOUR);
  await pay(world, { cart, page: 'hosted' });
  await world.runtime.advance(2 * HOUR);
  await pay(world, { cart, key: 'key-2' });
  expect(await findApproval(world, 'acme', id)).toMatchObject({ state: 'asked' });

  world.provider.visit('page_1');
  await pass(world, HOUR);

  expect(await findApproval(world, 'acme', id)).toMatchObject({ state: 'used' });
});

it('asks nobody again about what has been bought, however old the approval is', async () => {
  const policy: SpendPolicy = { approvalAbove: [] };
  const world = worldUnder(policy);
  const cart = await cartOf(world);
  await pay(world, { cart });
  const [question] = asked;
  if (!question) throw new Error('Nobody was asked.');
  await decide(world, 'acme', question.id, { decision: 'approved', by: 'usr_1' });
  await pay(world, { cart, headers: token() });

  await world.runtime.advance(25 * HOUR);
  const gate = createSpendGate({ ...world, policy, ask: async (approval) => void asked.push(approval) });
  const record = await world.store.get<Parameters<typeof gate.check>[1]['cart']>('cart', `acme:${cart}`);
  if (!record) throw new Error('The cart is gone.');
  await gate.check(question, { rail: 'keyed', cart: record });

  expect(asked).toHaveLength(1);
  expect(await findApproval(world, 'acme', question.id)).toMatchObject({ state: 'used' });
});

it('shows an approval to whoever asked for it and to nobody else', async () => {
  const world = worldUnder({ approvalAbove: [] });
  await pay(world, { cart: await cartOf(world) });
  const { id = '' } = asked[0] ?? {};

  expect(await readApproval(world, ALICE, id)).toMatchObject({ id, state: 'asked' });
  for (const who of [
    { ...ALICE, principal: 'bob' },
    { ...ALICE, tenant: 'other' },
  ])
    await expect(readApproval(world, who, id)).rejects.toMatchObject({ code: 'not_found' });
  const approval = await readApproval(world, ALICE, id);
  expect(await isAskedBy(world, ALICE, approval)).toBe(true);
  expect(await isAskedBy(world, { ...ALICE, tenant: 'other' }, approval)).toBe(false);
  await expect(decide(world, 'other', id, { decision: 'approved', by: 'usr_1' })).rejects.toMatchObject({
    code: 'not_found',
  });
});

it('tells of a question again until it was taken', async () => {
  let tries = 0;
  const ask = async (): Promise<void> => {
    tries += 1;
    if (tries < 3) throw new Error('The mail server is away.');
  };
  const world = createWorld({ spending: { policy: { approvalAbove: [] }, ask } });
  const cart = await cartOf(world);

  for (const told of [1, 2, 3, 3]) {
    expect(await pay(world, { cart })).toMatchObject({ status: 403, body: { error: 'needs_approval' } });
    expect(tries).toBe(told);
  }
});

it('tells of a question once, however many try to pay at once', async () => {
  const ask = async (approval: Approval): Promise<void> => {
    asked.push(approval);
    await world.runtime.sleep(5_000);
  };
  const world: World = createWorld({ spending: { policy: { approvalAbove: [] }, ask } });
  const cart = await cartOf(world);

  const calls = ['a', 'b', 'c'].map((key) => begin(world, { cart, key, headers: token(`tok_${key}`) }));
  const answers = await world.runtime.run(Promise.all(calls));

  for (const { body } of answers) expect(body).toMatchObject({ error: 'needs_approval' });
  expect(asked).toHaveLength(1);
});

it('has whoever waited for another to tell of a question tell of it, where that one could not', async () => {
  let tries = 0;
  const ask = async (): Promise<void> => {
    tries += 1;
    await world.runtime.sleep(5_000);
    if (tries === 1) throw new Error('The mail server is away.');
  };
  const world: World = createWorld({ spending: { policy: { approvalAbove: [] }, ask } });
  const cart = await cartOf(world);

  await world.runtime.run(Promise.all(['a', 'b'].map((key) => begin(world, { cart, key }))));

  expect(tries).toBe(2);
});

it('tells of a question that a process was telling of when it ended', async () => {
  const policy: SpendPolicy = { approvalAbove: [] };
  const dying = createWorld({ spending: { policy, ask: () => new Promise(() => {}) } });
  const cart = await cartOf(dying);
  void begin(dying, { cart });
  await dying.runtime.advance(0);
  const gate = createSpendGate({ ...dying, policy, ask: async (approval) => void asked.push(approval) });
  const next = dying.engine({ spend: gate });

  const [answer] = await next.runtime.run(Promise.all([begin(next, { cart }), begin(next, { cart })]));

  expect(answer).toMatchObject({ status: 403, body: { error: 'needs_approval' } });
  expect(asked).toHaveLength(1);
});

it.each([
  ['a fraction', { budgets: [daily(0.5)] }],
  ['a currency that is none', { perPurchase: [{ amount: 1, currency: 'USD' }] }],
  ['a time zone that is none', { budgets: [{ ...daily(1), timeZone: 'Berlin' }] }],
  ['an offset for a time zone', { budgets: [{ ...daily(1), timeZone: '+05:00' }] }],
  ['two budgets of one kind', { budgets: [daily(1), daily(2)] }],
  [
    'more budgets than anybody keeps in mind',
    {
      budgets: Intl.supportedValuesOf('timeZone')
        .slice(0, 21)
        .map((timeZone) => ({ ...daily(1), timeZone })),
    },
  ],
])('refuses a policy with %s', async (_, policy) => {
  const world = worldUnder({});
  await expect(changePolicy(world, ALICE, () => policy)).rejects.toMatchObject({ code: 'validation' });
});
