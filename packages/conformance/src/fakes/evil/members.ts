import { EVIL_SECRET, type Expectation, type Misbehaviour, type Whole } from './rail.ts';

type Member =
  | 'accepts'
  | 'detect'
  | 'challenge'
  | 'check'
  | 'prepare'
  | 'settle'
  | 'status'
  | 'cancel'
  | 'refund';

/** What can come out of a call that should bring an answer. */
const ANSWERS: Readonly<Record<string, () => unknown>> = {
  'throws in': () => {
    throw new Error(`The provider refused the key ${EVIL_SECRET}.`);
  },
  'throws a string in': () => {
    // oxlint-disable-next-line no-throw-literal, typescript/only-throw-error -- as somebody does, somewhere
    throw EVIL_SECRET;
  },
  'hangs for ever in': () => new Promise(() => {}),
  'returns nothing from': () => undefined,
  'returns null from': () => null,
  'returns a string from': () => 'paid',
  'returns a promise of a number from': () => Promise.resolve(42),
  'returns an empty object from': () => ({}),
  'returns an unknown state from': () => ({ state: 'done', refused: 7, prepared: 'all', reference: 'r' }),
  'returns getters that throw from': () => {
    const trap = { enumerable: true, get: thrower };
    return Object.defineProperties({}, { state: trap, refused: trap, fingerprint: trap, headers: trap });
  },
  'returns a proxy that throws from': () =>
    new Proxy({}, { get: thrower, has: thrower, ownKeys: thrower, getOwnPropertyDescriptor: thrower }),
  'returns a cycle from': () => {
    const cycle: Record<string, unknown> = { state: 'referred', refused: 'no', message: 'No.' };
    return Object.assign(cycle, { handoff: cycle, prepared: cycle, payload: cycle, body: cycle });
  },
  'returns an integer that JSON has not from': () => ({
    state: 'pending',
    retryAfter: 1n,
    refused: 1n,
    prepared: { count: 1n },
    fingerprint: 'evil:1',
    payload: 1n,
  }),
  'returns a thenable that throws from': () => ({
    // oxlint-disable-next-line unicorn/no-thenable -- that is the trick
    then: thrower,
  }),
};

function thrower(): never {
  throw new Error(`A trap that knows ${EVIL_SECRET}.`);
}

/** How the engine takes what is no answer, by member. */
const TAKEN: Readonly<Record<Member, Expectation>> = {
  detect: { call: 'payment_required', end: 'nothing' },
  accepts: { call: 'credential_invalid', end: 'nothing' },
  challenge: {},
  check: { call: 'upstream_unavailable', end: 'nothing' },
  prepare: { call: 'upstream_unavailable', end: 'nothing' },
  settle: { call: 'payment_unresolved', end: 'rail_answer_invalid' },
  status: { call: 'payment_unresolved', end: 'rail_answer_invalid' },
  cancel: { edit: 'cart_locked', alarm: 'rail_answer_invalid', end: 'nothing' },
  refund: { refund: ['pending', 'refund_unresolved'] },
};

const SILENCE = [
  'throws in',
  'throws a string in',
  'hangs for ever in',
  'returns nothing from',
  'returns null from',
];
const SILENT: readonly string[] = [
  ...SILENCE,
  'returns a proxy that throws from',
  'returns a thenable that throws from',
];
/** What a member that may answer null has said by it: that it has nothing against the call. */
const CONSENT: readonly string[] = ['returns nothing from', 'returns null from'];

function expected(way: string, member: Member): Expectation {
  if (CONSENT.includes(way) && (member === 'accepts' || member === 'check')) return {};
  // Silence is no answer: it may still come, so the provider is asked, and the same key may be sent again.
  if (SILENT.includes(way) && member === 'settle')
    return { ...TAKEN.settle, end: 'unresolved_past_deadline' };
  if (SILENT.includes(way) && member === 'cancel') return { edit: 'cart_locked', end: 'nothing' };
  if (SILENT.includes(way) && member === 'status') return { call: 'payment_unresolved' };
  return TAKEN[member];
}

const MEMBERS = Object.keys(TAKEN) as Member[];

/** Each member, in each of these ways. */
export const memberMisbehaviours: readonly Misbehaviour[] = MEMBERS.flatMap((member) =>
  Object.entries(ANSWERS).map(
    ([way, answer]): Misbehaviour => ({
      name: `${way} ${member}`,
      payer: member === 'cancel' ? 'human' : 'agent',
      ...(member === 'status' && { lost: 'charge' }),
      expects: expected(way, member),
      bend: () => ({ [member]: answer }) satisfies Partial<Record<keyof Whole, unknown>>,
    }),
  ),
);
