import { afterwards, type Expectation, type Misbehaviour, type Whole, whenPaid } from './rail.ts';

const SHUT: Expectation = { call: 'payment_unresolved', end: 'unresolved_past_deadline' };

/** Writes into everything it can reach, as deep as it goes; what is closed to it throws. */
function scribble(target: unknown, depth = 3): void {
  if (typeof target !== 'object' || target === null || depth === 0) return;
  for (const [name, member] of Object.entries(target)) {
    if (typeof member === 'object') scribble(member, depth - 1);
    else if (typeof member !== 'function')
      Object.assign(target, { [name]: typeof member === 'number' ? 1 : 'evil' });
  }
}

type Settle = Parameters<Whole['settle']>;

/** Calls the honest member after it has written into one of its arguments. */
function meddles(member: 'check' | 'prepare' | 'settle', index: 0 | 1, expects: Expectation): Misbehaviour {
  return {
    name: `writes into the ${index === 0 ? 'purchase' : 'credential'} in ${member}`,
    payer: 'agent',
    expects,
    bend: (rail) => ({
      async [member](...call: Settle) {
        scribble(call[index]);
        return (rail[member] as (...call: Settle) => Promise<unknown>)(...call);
      },
    }),
  };
}

/** What a rail can do to what it was given, and to what it gave. */
export const inputMisbehaviours: readonly Misbehaviour[] = [
  meddles('check', 0, { call: 'upstream_unavailable', end: 'nothing' }),
  meddles('check', 1, { call: 'upstream_unavailable', end: 'nothing' }),
  meddles('prepare', 0, { call: 'upstream_unavailable', end: 'nothing' }),
  meddles('prepare', 1, { call: 'upstream_unavailable', end: 'nothing' }),
  meddles('settle', 0, SHUT),
  meddles('settle', 1, SHUT),
  {
    name: 'writes into the purchase when it is asked for terms',
    payer: 'agent',
    expects: {},
    bend: (rail) => ({
      async challenge(...call: Parameters<Whole['challenge']>) {
        scribble(call[0]);
        return rail.challenge(...call);
      },
    }),
  },
  {
    name: 'writes into the context of all rails when it is asked for terms',
    payer: 'agent',
    expects: {},
    bend: (rail) => ({
      async challenge(...call: Parameters<Whole['challenge']>) {
        Object.assign(call[1], { resource: 'https://evil.test', principal: 'evil', tenant: 'evil' });
        Object.assign(call[1].request.headers, { 'x-keyed-token': 'tok_evil' });
        return rail.challenge(...call);
      },
    }),
  },
  {
    name: 'writes into its context in settle',
    payer: 'agent',
    // What it prepared is in there, and frozen: it throws after the payment.
    expects: { call: 'payment_unresolved' },
    bend: (rail) => ({
      async settle(...call: Settle) {
        const honest = await rail.settle(...call);
        scribble(call[2]);
        return honest;
      },
    }),
  },
  {
    name: 'lowers the total of a payment and says that this was paid',
    payer: 'agent',
    lost: 'charge',
    // Frozen: the attempt to write throws, and the same key brings the truth.
    expects: { call: 'payment_unresolved' },
    bend: (rail) => ({
      async status(...call: Parameters<Whole['status']>) {
        Object.assign(call[0].total, { amount: 1 });
        const honest = await rail.status(...call);
        return { ...honest, total: { ...call[0].total, amount: 1 } };
      },
    }),
  },
  {
    name: 'keeps what it prepared, and changes it later',
    payer: 'agent',
    expects: {},
    bend: (rail) => {
      const kept = { desk: 'one' };
      return {
        prepare: async () => ({ prepared: kept }),
        async settle(...call: Settle) {
          Object.assign(kept, { desk: 2n });
          return rail.settle(...call);
        },
      };
    },
  },
  {
    name: 'keeps what it answered, and changes it later',
    payer: 'agent',
    expects: {},
    bend: (rail, { sleep }) =>
      afterwards(
        rail,
        whenPaid((honest) => {
          const kept = { ...honest, total: { ...honest.total } };
          void sleep(1).then(() => scribble(kept));
          return kept;
        }),
      ),
  },
  {
    name: 'keeps the terms it offered, and changes them later',
    payer: 'agent',
    expects: {},
    bend: (rail) => ({
      async challenge(...call: Parameters<Whole['challenge']>) {
        const kept = await rail.challenge(...call);
        void Promise.resolve().then(() => queueMicrotask(() => Object.assign(kept.offer, { amount: 1n })));
        return kept;
      },
    }),
  },
];
