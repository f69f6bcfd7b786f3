import type { Receipt } from '@railyard/core/rail';
import {
  afterwards,
  always,
  EVIL_NAME,
  type Expectation,
  type Misbehaviour,
  type Whole,
  whenPaid,
} from './rail.ts';

const INVALID: Expectation = { call: 'payment_unresolved', end: 'rail_answer_invalid' };
const POLLUTION = '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}';
const pollution = (): object => JSON.parse(POLLUTION) as object;

/** Pays honestly, and hands a receipt of its own. */
function hands(name: string, expects: Expectation, receipt: (honest: Receipt) => unknown): Misbehaviour {
  return {
    name: `hands a receipt ${name}`,
    payer: 'agent',
    expects,
    bend: (rail) =>
      always(
        rail,
        whenPaid((honest) => ({ ...honest, receipt: receipt(honest.receipt) })),
      ),
  };
}

/** Asks for honest terms, with a member of its own. */
function offers(name: string, edit: () => object): Misbehaviour {
  return {
    name: `makes an offer ${name}`,
    payer: 'agent',
    expects: {},
    bend: (rail) => ({
      challenge: async (...call: Parameters<Whole['challenge']>) => ({
        ...(await rail.challenge(...call)),
        ...edit(),
      }),
    }),
  };
}

function prepares(name: string, prepared: () => unknown, expects: Expectation): Misbehaviour {
  return {
    name: `prepares ${name}`,
    payer: 'agent',
    expects,
    bend: () => ({ prepare: async () => ({ prepared: prepared() }) }),
  };
}

const UNPREPARED: Expectation = { call: 'upstream_unavailable', end: 'nothing' };

const HEADERS: Readonly<Record<string, object>> = {
  'with a header of two lines': { 'x-evil-receipt': `a\r\n${EVIL_NAME}: yes` },
  'with a header that is a number': { 'x-evil-receipt': 7 },
  'with a header that is an object': { 'x-evil-receipt': { [EVIL_NAME]: 'yes' } },
  'with a header that is a list': { 'x-evil-receipt': [EVIL_NAME] },
  'with headers that nobody declared': { [EVIL_NAME]: 'yes', 'set-cookie': EVIL_NAME },
  'with a header whose name is none': { 'x evil\r\nx': EVIL_NAME },
  'with headers of the engine': {
    'Content-Type': 'text/html',
    'cache-control': 'public',
    'Cache-Control': 'public',
  },
};

function declaring(misbehaviour: Misbehaviour): Misbehaviour {
  return {
    ...misbehaviour,
    bend(rail, aids) {
      const { writes } = rail.manifest;
      const headers = [...writes.headers, 'Content-Type', 'Cache-Control', 'x evil\r\nx'];
      const body = [...writes.body, 'status', 'order_id', 'amount', '__proto__'];
      return {
        ...misbehaviour.bend(rail, aids),
        manifest: { ...rail.manifest, writes: { ...writes, headers, body } },
      };
    },
  };
}

/** What a rail can write that reaches the client or the record. */
export const outputMisbehaviours: readonly Misbehaviour[] = [
  ...Object.entries(HEADERS).flatMap(([name, headers]) => [
    declaring(hands(name, {}, (honest) => ({ ...honest, headers }))),
    declaring(offers(name, () => ({ headers }))),
  ]),
  declaring(
    hands('with members of the order', {}, (honest) => ({
      ...honest,
      body: { order_id: 'evil', status: 'refunded', amount: 1, [EVIL_NAME]: 'yes' },
    })),
  ),
  declaring(
    offers('with members of the problem', () => ({
      body: { status: 200, amount: 1, [EVIL_NAME]: 'yes' },
      offer: { payment_rail: 'keyed' },
    })),
  ),
  declaring(
    hands('that pollutes prototypes', {}, () => ({
      headers: pollution(),
      body: pollution(),
      meta: pollution(),
    })),
  ),
  declaring(
    offers('that pollutes prototypes', () => ({
      headers: pollution(),
      body: pollution(),
      meta: pollution(),
      offer: pollution(),
    })),
  ),
  {
    name: 'hands a receipt of ten megabytes',
    payer: 'agent',
    expects: { call: 'payment_unresolved', alarm: 'rail_answer_invalid' },
    bend: (rail) =>
      afterwards(
        rail,
        whenPaid((honest) => ({
          ...honest,
          receipt: { ...honest.receipt, body: { evil: 'x'.repeat(10_000_000) } },
        })),
      ),
  },
  hands('with an integer that JSON has not', INVALID, (honest) => ({ ...honest, body: { evil: 1n } })),
  hands('without headers', INVALID, () => ({ body: {}, meta: {} })),
  offers('of ten megabytes', () => ({ body: { evil: 'x'.repeat(10_000_000) } })),
  offers('with an integer that JSON has not', () => ({ offer: { amount: 1n } })),
  offers('with a cycle', () => {
    const cycle: Record<string, unknown> = {};
    return { offer: Object.assign(cycle, { cycle }) };
  }),
  offers('without an offer', () => ({ offer: undefined })),
  prepares(
    'a cycle',
    () => {
      const cycle: Record<string, unknown> = {};
      return Object.assign(cycle, { cycle });
    },
    UNPREPARED,
  ),
  prepares('an integer that JSON has not', () => ({ count: 1n }), UNPREPARED),
  prepares('ten megabytes', () => ({ text: 'x'.repeat(10_000_000) }), UNPREPARED),
  prepares('a word', () => 'desk', UNPREPARED),
  prepares('functions', () => ({ desk: () => 'one' }), {}),
  prepares('what pollutes prototypes', pollution, {}),
  {
    name: 'refuses in prepare with a word that is an object',
    payer: 'agent',
    expects: UNPREPARED,
    bend: () => ({ prepare: async () => ({ refused: { a: 1 }, message: 'No.' }) }),
  },
  {
    name: 'refers the buyer with what has no JSON form',
    payer: 'human',
    expects: INVALID,
    bend: (rail) => always(rail, () => ({ state: 'referred', handoff: { at: 1n } })),
  },
];
