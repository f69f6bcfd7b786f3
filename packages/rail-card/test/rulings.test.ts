import { listCases, type Ruled, type RulingCall, resolveCase } from '@railyard/core/operator';
import { expect, it } from 'vitest';
import { createWorld, type World } from './world.ts';

const PRICE = 4_999;
const POLICY = {
  budgets: [{ period: 'total', timeZone: 'UTC', limit: { amount: 6_000, currency: 'usd' } }],
} as const;
const LATER = 10 * 60_000;

async function caseIn(world: World) {
  const { cases } = await listCases(world.store, { tenant: 'acme', limit: 5 });
  const [found] = cases;
  if (!found) throw new Error('There is no open case.');
  return found;
}

async function rule(world: World, call: Pick<RulingCall, 'ruling'> & Partial<RulingCall>): Promise<Ruled> {
  const { id } = await caseIn(world);
  const usual = { tenant: 'acme', case: id, key: call.ruling, by: 'Ada', reason: 'Seen at the merchant.' };
  return resolveCase(world.checkout, { ...usual, ...call });
}

/** A merchant that charges, loses its answer, and says ever after that there is no order. */
async function chargedInVain(): Promise<World & { readonly bought: string }> {
  const world = createWorld({}, POLICY);
  const { merchant } = world;
  const answer = merchant.answer.bind(merchant);
  merchant.next = 'paid';
  merchant.answer = async (request) => {
    const isFind = request.method === 'GET';
    await answer(request);
    return isFind ? Response.json({ refused: 'out_of_stock' }) : new Response(null, { status: 502 });
  };
  const bought = await world.cart();
  await world.buy(bought);
  await world.pass(LATER);
  return { ...world, bought };
}

it('S3.12 money without an order is neither paid nor unpaid, and is no order unless that is insisted on', async () => {
  const world = await chargedInVain();
  expect(await caseIn(world)).toMatchObject({
    openCase: 'charged_without_order',
    rulings: ['stands', 'returned'],
  });

  for (const ruling of ['paid', 'unpaid'] as const)
    await expect(rule(world, { ruling, reference: 'M-9', insist: true })).rejects.toThrow(
      '49.99 usd was taken.',
    );
  await expect(rule(world, { ruling: 'stands', reference: 'M-9' })).rejects.toThrow('49.99 usd was taken.');
  await expect(rule(world, { ruling: 'returned' })).rejects.toThrow('49.99 usd was taken.');

  expect((await world.record(world.bought)).order).toBeNull();
  expect(await world.ledger()).toEqual({ held: PRICE, spent: 0 });
});

it('S3.12 what a merchant keeps without an order is not spent again, and is free once it comes back', async () => {
  const world = await chargedInVain();
  await rule(world, { ruling: 'returned', insist: true });
  expect(await world.buy(world.bought, 'key-2')).toBe('denied (budget)');
  expect(await world.ledger()).toEqual({ held: PRICE, spent: 0 });

  const [card] = world.bank.cards();
  await world.bank.giveBack(card?.number ?? '');
  await world.pass(24 * 60 * 60_000);
  expect(await world.ledger()).toEqual({ held: 0, spent: 0 });
});

it('S3.12 what a merchant takes after the purchase was declined is not spent again', async () => {
  const world = createWorld({}, POLICY);
  world.merchant.next = 'declined';
  const cart = await world.cart();
  await world.buy(cart);
  const [card] = world.bank.cards();
  await world.bank.force(card?.number ?? '', PRICE);
  for (const signed of (await world.bank.events()).slice(-1)) await world.ring(signed);
  expect(await world.ledger()).toEqual({ held: PRICE, spent: 0 });

  world.merchant.next = 'paid';
  expect(await world.buy(cart, 'key-2')).toBe('denied (budget)');
});

it('S3.12 an order that its merchant confirms at a lower total stands at that', async () => {
  const world = createWorld({}, POLICY);
  world.merchant.next = 'short';
  const cart = await world.cart();
  await world.buy(cart);
  await world.pass(LATER);
  const [order] = world.merchant.orders();

  const ruled = await rule(world, { ruling: 'stands', reference: 'M-1' });

  expect(ruled).toMatchObject({ openCase: 'amount_mismatch', insisted: false, became: { state: 'paid' } });
  expect((await world.record(cart)).order).toMatchObject({ total: { amount: PRICE - 1, currency: 'usd' } });
  expect(await world.buy(cart)).toBe('paid');
  expect(await world.ledger()).toEqual({ held: 0, spent: PRICE - 1 });
  expect(world.merchant.orders()).toEqual([order]);
});

/** Has the merchant say something else than it would. */
function retold({ merchant }: World, tell: (said: { readonly reference?: string }) => object): void {
  const answer = merchant.answer.bind(merchant);
  merchant.answer = async (request) =>
    Response.json(tell((await (await answer(request)).json()) as { readonly reference?: string }));
}

/** A merchant that takes the money and never confirms the order. */
async function chargedUnconfirmed(): Promise<World & { readonly bought: string }> {
  const world = createWorld({}, POLICY);
  world.merchant.next = 'captured';
  retold(world, (said) => ({ ...said, state: 'confirming' }));
  const bought = await world.cart();
  await world.buy(bought);
  await world.pass(26 * 60 * 60_000);
  return { ...world, bought };
}

it('S3.12 money that was taken for an order which nobody confirms is never ruled unpaid', async () => {
  const world = await chargedUnconfirmed();
  expect(await caseIn(world)).toMatchObject({
    openCase: 'unresolved_past_deadline',
    rulings: ['stands', 'returned'],
  });

  await expect(rule(world, { ruling: 'unpaid', insist: true })).rejects.toThrow('49.99 usd was taken.');
  await rule(world, { ruling: 'returned', insist: true });

  expect(await world.ledger()).toEqual({ held: PRICE, spent: 0 });
  expect(await world.buy(world.bought, 'key-2')).toBe('denied (budget)');
});

it('S3.12 a second payment that the merchant keeps is spent like the first', async () => {
  const roomy = { budgets: [{ ...POLICY.budgets[0], limit: { amount: 12_000, currency: 'usd' } }] };
  const world = createWorld({}, roomy);
  const { merchant } = world;
  merchant.says = 'unclear';
  merchant.keeps = true;
  const cart = await world.cart();
  await world.buy(cart);
  merchant.says = 'nothing';
  await world.pass(LATER + 5 * 60_000);
  await rule(world, { ruling: 'returned', insist: true });
  merchant.says = 'all';
  expect(await world.buy(cart, 'key-2')).toBe('paid');

  await world.pass(3 * 60 * 60_000);

  expect(await world.record(cart)).toMatchObject({
    attempts: [{ state: 'paid' }, { state: 'paid' }],
    refunds: [{ state: 'failed' }],
  });
  expect(await world.ledger()).toEqual({ held: 0, spent: 2 * PRICE });
});

it('S3.12 two orders that their merchants gave the same number can both stand', async () => {
  const roomy = { budgets: [{ ...POLICY.budgets[0], limit: { amount: 12_000, currency: 'usd' } }] };
  const world = createWorld({}, roomy);
  world.merchant.next = 'short';
  retold(world, (said) => ({ ...said, ...(said.reference && { reference: '1001' }) }));
  for (const key of ['key-1', 'key-2']) await world.buy(await world.cart(), key);
  await world.pass(LATER);

  for (const key of ['first', 'second'])
    expect(await rule(world, { key, ruling: 'stands', reference: '1001' })).toMatchObject({
      openCase: 'amount_mismatch',
      became: { state: 'paid' },
    });
});

it('S3.12 a purchase that was refused is no case because its merchant is silent when Stripe rings', async () => {
  const world = createWorld({}, POLICY);
  world.merchant.next = 'declined';
  const cart = await world.cart();
  await world.buy(cart);
  const [card] = world.bank.cards();
  if (!card) throw new Error('No card was made.');
  await world.bank.authorize(card, { amount: PRICE, currency: 'usd' });
  world.merchant.says = 'nothing';
  await world.pass(LATER);
  const [last] = (await world.bank.events()).slice(-1);
  if (!last) throw new Error('Stripe rang about nothing.');

  await world.ring(last);
  await world.pass(LATER);

  expect(await world.record(cart)).toMatchObject({ attempts: [{ state: 'declined', openCase: null }] });
});

it('S3.12 money for a refused order that its merchant takes up again is a case, until that is certain', async () => {
  const world = createWorld({}, POLICY);
  const { merchant } = world;
  merchant.next = 'declined';
  const cart = await world.cart();
  await world.buy(cart);
  const [order] = merchant.orders();
  const [card] = world.bank.cards();
  if (!order || !card) throw new Error('Nothing was tried.');
  order.state = 'confirming';
  await world.bank.force(card.number, PRICE);
  for (const signed of (await world.bank.events()).slice(-1)) await world.ring(signed);

  expect(await caseIn(world)).toMatchObject({ openCase: 'taken_after_end', rulings: ['stands', 'returned'] });
  expect(await world.ledger()).toEqual({ held: PRICE, spent: 0 });
  expect(await world.buy(cart, 'key-2')).toBe('denied (budget)');
});

/** An order whose payment its merchant has not asked for yet. */
async function confirming(world: World) {
  world.merchant.next = 'pending';
  const cart = await world.cart();
  await world.buy(cart);
  const [order] = world.merchant.orders();
  const [card] = world.bank.cards();
  if (!order || !card) throw new Error('Nothing was tried.');
  return { cart, order, card };
}

it('S3.12 money for an order that was cancelled is a case at once, also while its merchant is silent', async () => {
  const world = createWorld({}, POLICY);
  const { bank, merchant } = world;
  const { cart, order, card } = await confirming(world);
  order.state = 'cancelled';
  await world.pass(LATER);
  expect(await world.record(cart)).toMatchObject({ attempts: [{ state: 'declined', openCase: null }] });

  await bank.force(card.number, PRICE);
  for (const says of ['nothing', 'all'] as const) {
    merchant.says = says;
    for (const signed of (await bank.events()).slice(-1)) await world.ring(signed);
    expect(await caseIn(world)).toMatchObject({ rulings: ['stands', 'returned'] });
    expect(await world.ledger()).toEqual({ held: PRICE, spent: 0 });
  }
});

it('S3.12 a trial of the card does not stand in the way of an order that was paid in another way', async () => {
  const world = createWorld({}, POLICY);
  const { card } = await confirming(world);
  await world.bank.authorize(card, { amount: 100, currency: 'usd' });
  await world.pass(26 * 60 * 60_000);

  expect(await caseIn(world)).toMatchObject({
    openCase: 'unresolved_past_deadline',
    rulings: ['paid', 'unpaid'],
  });
});
