import { ERRORS, type ErrorCode, isRailError, type PaymentRail } from '@railyard/core';
import { type Answer, problemAnswer, responseTo } from '@railyard/core/http';
import { type Reconciled, reconcile, refundOrder } from '@railyard/core/operator';
import { evilRail, keyedRail, type Misbehaviour } from '../../src/index.ts';
import { type Ask, cartOf, edit, pay, recordOf, type Stored, token } from './calls.ts';
import { createWorld, HOUR, MINUTE, mount, type World } from './world.ts';

/** What came of a rail that misbehaves, beside one that does not. */
export interface Story {
  readonly world: World;
  readonly record: Stored;
  /** Every answer that a client got. */
  readonly answers: readonly Answer[];
  /** The words for how things went, to hold against what is expected. */
  readonly words: Readonly<Record<'terms' | 'call' | 'end' | 'beside' | 'afterwards', string>> & {
    readonly edit: string | null;
    readonly refund: readonly [string, string] | null;
    /** Every case that was told, also when it is over. */
    readonly alarms: readonly string[];
  };
  /** Cases that were told to the platform and not closed since. */
  readonly told: readonly string[];
  readonly last: Reconciled;
}

/** A cart is offered, paid on the evil rail, paid again, given back; others pay beside it; and then two days pass. */
export async function storyOf(misbehaviour: Misbehaviour): Promise<Story> {
  const mounts: { readonly rail: PaymentRail; readonly account: string; readonly active: boolean }[] = [];
  const world = createWorld({ rails: () => mounts });
  mounts.push(mount(evilRail(misbehaviour, world.runtime)), mount(keyedRail()));
  const answers: Answer[] = [];
  const ask = async (one: Ask): Promise<string> => {
    const answer = await pay(world, one).catch(problemAnswer);
    answers.push(answer);
    return wordOf(answer);
  };
  const way = (name: string): Partial<Ask> =>
    misbehaviour.payer === 'agent' ? { headers: { 'x-evil-token': name } } : { page: 'evil' };

  const [cart, other, third, fourth] = [
    await cartOf(world),
    await cartOf(world),
    await cartOf(world),
    await cartOf(world),
  ];
  const terms = await ask({ cart });
  if (misbehaviour.lost) world.provider.fault(misbehaviour.lost, { type: 'lost_reply' });
  const call = await ask({ cart, ...way('tok_a') });
  await ask({ cart, ...way('tok_a') });
  await ask({ cart, key: 'key-a2', ...way('tok_a') });
  await ask({ cart: other, key: 'key-b', ...way('tok_b') });
  const beside = await ask({ cart: third, key: 'key-c', headers: token('tok_c') });

  const edited = misbehaviour.expects.edit === undefined ? null : await editOf(world, cart);
  if (edited === null && call === 'action_required') world.provider.visit('page_1');
  // A payment beside it whose reply is lost: nobody but the background work finds out.
  world.provider.fault('charge', { type: 'lost_reply' });
  await ask({ cart: fourth, key: 'key-d', headers: token('tok_d') });
  await pass(world, 3 * HOUR);
  const asked = await refundOf(world, cart);
  const last = await pass(world, 48 * HOUR);
  const record = await recordOf(world, cart);
  const [refund] = record.refunds;
  return {
    world,
    record,
    answers,
    words: {
      terms,
      call,
      end: endOf(record),
      beside,
      afterwards: endOf(await recordOf(world, fourth)),
      edit: edited,
      alarms: alarmsOf(world, cart),
      refund: asked === null ? null : [asked, refund?.openCase ?? refund?.state ?? 'none'],
    },
    told: toldOf(world, cart),
    last,
  };
}

function wordOf({ status, body }: Answer): string {
  return (status === 200 ? body['status'] : body['error']) as string;
}

function endOf({ order, attempts, refunds }: Stored): string {
  const openCase = attempts.find((attempt) => attempt.openCase)?.openCase;
  if (order) return 'order';
  return openCase ?? (refunds.length > 0 ? 'refunded' : 'nothing');
}

async function editOf(world: World, cart: string): Promise<string> {
  try {
    return (await edit(world, cart, { type: 'tip', tip: 1 })).type;
  } catch (error) {
    return isRailError(error) ? error.code : 'internal';
  }
}

async function refundOf(world: World, cart: string): Promise<string | null> {
  const { order } = await recordOf(world, cart);
  if (!order) return null;
  const call = { tenant: 'acme', order: order.id, key: 'refund-1', reason: 'returned' };
  try {
    return (await world.runtime.run(refundOrder(world.checkout, call))).state;
  } catch (error) {
    return isRailError(error) ? error.code : 'internal';
  }
}

/** Lets time pass with the background work at it, and gives what its last round was. */
async function pass({ runtime, checkout }: World, ms: number): Promise<Reconciled> {
  for (let passed = 0; ; passed += 10 * MINUTE) {
    await runtime.advance(10 * MINUTE);
    const round = await runtime.run(reconcile(checkout));
    if (passed >= ms) return round;
  }
}

function alarmsOf({ events }: World, cart: string): readonly string[] {
  const opened = events.filter(({ cart: about, type }) => about === cart && type === 'case.opened');
  return [...new Set(opened.map(({ subject }) => subject['case'] as string))];
}

function toldOf({ events }: World, cart: string): readonly string[] {
  const about = events.filter((event) => event.cart === cart);
  return about.reduce<string[]>((open, { type, subject }) => {
    const name = subject['case'] as string;
    if (type === 'case.opened') return [...open, name];
    return type === 'case.closed' ? open.filter((one) => one !== name) : open;
  }, []);
}

/** What is wrong with an answer: no problem of ours, more than was declared, or nothing that HTTP can carry. */
export function faultsIn(answer: Answer, forbidden: readonly string[]): readonly string[] {
  const { status, body } = answer;
  const response = responseTo(answer);
  const text = JSON.stringify([[...response.headers], body]);
  const defined = status === 200 || ERRORS[body['error'] as ErrorCode] === status;
  const type = status === 200 ? 'application/json' : 'application/problem+json';
  return [
    ...(defined && status !== 500 ? [] : [`${status} ${text.slice(0, 200)}`]),
    ...(response.headers.get('content-type') === type ? [] : ['another content-type']),
    ...(response.headers.get('cache-control')?.endsWith('no-store') ? [] : ['another cache-control']),
    ...(response.headers.has('set-cookie') ? ['a cookie'] : []),
    ...forbidden.filter((word) => text.includes(word)),
  ];
}
