import { expect } from 'vitest';
import { detailsOf, told } from '../hostile/sale.ts';
import type { Answer } from '../till.ts';
import { openYard, type Yard } from '../yard.ts';
import { type BuyerPage, closing, orderOf, PAGES, payPage } from './buyer.ts';
import { doorbell } from './doorbell.ts';
import type { Newcomer, Ready } from './newcomers.ts';
import { openWire, type Wire } from './wire.ts';

/** A yard, and the wire to its providers. */
export interface Stage {
  readonly yard: Yard;
  readonly wire: Wire;
}

/** Nobody rings there: whoever comes has to find out. */
export async function openStage(): Promise<Stage> {
  const wire = openWire();
  const door = doorbell();
  door.bell = 'is off';
  return { wire, yard: await openYard({ RAIL_TIMEOUT_MS: '2500' }, door.gateway, wire.over) };
}

/** Every page with each of these newcomers. */
export function each(newcomers: readonly Newcomer[]): readonly ((typeof PAGES)[number] & Newcomer)[] {
  return PAGES.flatMap((one) => newcomers.map((newcomer) => ({ ...one, ...newcomer })));
}

/** A page that is open, and somebody who is ready to send what would take its place. */
export interface Meeting {
  readonly page: BuyerPage;
  readonly ready: Ready;
  /** The place on the wire where money begins to move, or another page opens; -1 while none does. */
  readonly moved: () => number;
}

export async function meet(
  { yard, wire }: Stage,
  { open, come, moves }: Pick<(typeof PAGES)[number], 'open'> & Newcomer,
): Promise<Meeting> {
  const page = await open(yard);
  const ready = await come(yard, page);
  wire.log.length = 0;
  return { page, ready, moved: () => wire.log.findIndex((line) => moves(page)?.test(line)) };
}

/** Lets the newcomer have the cart. The page was closed at its provider before anything else began, and stays so. */
export async function expectToReplace(
  { yard, wire }: Stage,
  { page, ready, moved }: Meeting,
  newcomer: Newcomer,
): Promise<void> {
  const taken: boolean[] = [];
  const tryPage = (): Promise<unknown> =>
    payPage(yard, page).then(
      () => taken.push(true),
      () => taken.push(false),
    );
  const moves = newcomer.moves(page);
  if (moves) wire.once(moves, tryPage);
  await expectToGetOn({ yard, wire }, { page, ready, moved }, newcomer, 'cancelled');
  await tryPage();

  expect(taken).toEqual(moves ? [false, false] : [false]);
  const closed = wire.log.findIndex((line) => /^< (?:200|lost) /.test(line) && line.endsWith(closing(page)));
  expect(closed).toBeGreaterThan(-1);
  if (moves) expect(moved()).toBeGreaterThan(closed);
}

/** The cart is the newcomer's, and the attempt on the page has ended so. */
export async function expectToGetOn(
  { yard }: Stage,
  { page, ready }: Meeting,
  newcomer: Newcomer,
  ended: 'cancelled' | 'declined',
): Promise<void> {
  const answer = await ready.send();
  expect([answer.status, answer.body.error]).toEqual([200, undefined]);
  const rail = newcomer.rail(page);
  const state = answer.body.status === 'paid' ? 'paid' : 'action_required';
  const next = rail === null ? [] : [`${rail} ${state}`];
  expect(await yard.attemptsOf(page.cart)).toEqual([`${page.rail} ${ended}`, ...next]);
  const order = { status: rail === null ? 'unpaid' : state, payment_rail: rail };
  expect((await orderOf(page)).body).toMatchObject(order);
}

/** The order is the page's, and the answer tells of it. The newcomer has paid nothing, and still could. */
export async function expectPageToStand(
  { yard }: Stage,
  { page, ready, moved }: Meeting,
  answer: Answer,
): Promise<void> {
  const { order_id, ...order } = (await orderOf(page)).body;
  expect(order).toMatchObject({ status: 'paid', payment_rail: page.rail });
  if (answer.status === 200) expect(answer.body).toMatchObject({ status: 'paid', order_id });
  else
    expect([...told(answer), detailsOf(answer).order_id]).toEqual([409, 'cart_already_completed', order_id]);
  expect(moved()).toBe(-1);
  expect(await yard.attemptsOf(page.cart)).toEqual([`${page.rail} paid`]);
  await ready.proveUnspent();
}
