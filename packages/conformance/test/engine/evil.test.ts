import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EVIL_NAME, EVIL_SECRET, type Misbehaviour, misbehaviours } from '../../src/fakes/evil.ts';
import { faultsIn, type Story, storyOf } from './evil-story.ts';

const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);

beforeEach(() => void process.on('unhandledRejection', note));
afterEach(() => void process.off('unhandledRejection', note));

describe('the engine survives a rail that', () => {
  it.each(misbehaviours)('$name', async (misbehaviour) => {
    const story = await storyOf(misbehaviour);
    await new Promise((resolve) => void setImmediate(resolve));

    expect(story.words).toEqual(expected(misbehaviour, story));
    expect(
      story.answers.flatMap((answer) => faultsIn(answer, [EVIL_SECRET, EVIL_NAME, 'evil.test'])),
    ).toEqual([]);
    expect(moneyFaults(misbehaviour, story)).toEqual([]);
    expect(recordFaults(story)).toEqual([]);
    expect(story.last.failed).toBe(0);
    expect(unhandled.splice(0)).toEqual([]);
    expect(Object.prototype).not.toHaveProperty('polluted');
  });

  it('has at least twenty names, each its own', () => {
    expect(misbehaviours.length).toBeGreaterThanOrEqual(20);
    expect(new Set(misbehaviours.map(({ name }) => name)).size).toBe(misbehaviours.length);
  });
});

/** What is usual, with what this misbehaviour changes. */
function expected({ payer, expects }: Misbehaviour, { record }: Story): Story['words'] {
  const end = expects.end ?? 'order';
  const refund = record.order ? (expects.refund ?? ['refunded', 'refunded']) : null;
  const call = expects.call ?? (payer === 'agent' ? 'paid' : 'action_required');
  return {
    terms: 'payment_required',
    call,
    end,
    beside: expects.beside ?? 'paid',
    afterwards: expects.beside ? 'nothing' : 'order',
    edit: expects.edit ?? null,
    refund,
    alarms: isCase(end) ? [end] : [expects.alarm, refund?.[1]].flatMap((one) => (isCase(one) ? one : [])),
  };
}

function isCase(word: string | undefined): word is string {
  return word !== undefined && !['order', 'refunded', 'nothing'].includes(word);
}

/** Money that was taken twice, or that nobody is told of. */
function moneyFaults({ expects }: Misbehaviour, { world, record, told }: Story): readonly string[] {
  const taken = world.provider.charges.filter(({ source }) => source === 'tok_a' || source === 'page_1');
  const others = world.provider.charges.map(({ source }) => source);
  const cases = [...record.attempts, ...record.refunds].flatMap(({ openCase }) => openCase ?? []);
  const known = record.order !== null || record.refunds.length > 0 || told.length > 0;
  return [
    ...(taken.length <= 1 ? [] : [`taken ${taken.length} times`]),
    ...(new Set(others).size === others.length ? [] : [`one source charged twice: ${others.join(', ')}`]),
    ...(others.includes('tok_again') ? ['sent after the end'] : []),
    ...(taken.length === 0 || known || expects.denied ? [] : ['lost silently']),
    ...(JSON.stringify(told) === JSON.stringify(cases)
      ? []
      : [`told of ${told.join()}, not of ${cases.join()}`]),
    ...world.provider.conflicts,
  ];
}

function recordFaults({ record, world }: Story): readonly string[] {
  const text = JSON.stringify([record, world.events]);
  return [
    ...(text.length < 200_000 ? [] : [`a record of ${text.length} characters`]),
    ...[EVIL_SECRET, 'evil.test'].filter((word) => text.includes(word)),
    ...record.attempts.flatMap(({ state }) => (STATES.has(state) ? [] : [`an attempt that is ${state}`])),
    ...record.refunds.flatMap(({ state }) => (STATES.has(state) ? [] : [`a refund that is ${state}`])),
    ...(record.order && record.order.total.amount !== 4_999 ? ['an order of another amount'] : []),
  ];
}

const STATES: ReadonlySet<string> = new Set(
  'created submitted action_required pending declined expired cancelled referred paid due refunded failed'.split(
    ' ',
  ),
);
