import type { RailContext } from '@railyard/core/rail';
import { type Aids, afterwards, type Expectation, type Misbehaviour, type Whole } from './rail.ts';

type Settle = Parameters<Whole['settle']>;

/** Settles honestly, and uses its context otherwise before or after that. */
function uses(
  name: string,
  expects: Expectation,
  act: (context: RailContext, settle: () => Promise<unknown>, aids: Aids) => Promise<unknown>,
): Misbehaviour {
  return {
    name,
    payer: 'agent',
    expects,
    bend: (rail, aids) => ({
      settle: (...call: Settle) => act(call[2], () => rail.settle(...call), aids),
    }),
  };
}

const send = (context: RailContext): Promise<Response> =>
  context.fetch('https://provider.test/charge', {
    method: 'POST',
    headers: { 'idempotency-key': `${context.key}-again` },
    body: JSON.stringify({ attempt: context.attempt, token: 'tok_again', amount: 4_999, currency: 'usd' }),
  });

/** What a rail can do with the ways to send and to store. */
export const contextMisbehaviours: readonly Misbehaviour[] = [
  uses('remembers ten thousand times', {}, async (context, settle) => {
    for (let time = 0; time < 10_000; time += 1) await context.remember({ time: String(time) });
    return settle();
  }),
  uses('remembers what is no text', {}, async (context, settle) => {
    await context.remember({ number: 7, nested: { list: [null] } } as never);
    return settle();
  }),
  uses('remembers what has no JSON form', {}, async (context, settle) => {
    await context.remember({ number: 1n } as never).catch(() => {});
    return settle();
  }),
  uses('remembers ten megabytes', {}, async (context, settle) => {
    await context.remember({ text: 'x'.repeat(10_000_000) }).catch(() => {});
    return settle();
  }),
  uses('does not wait for what it remembers, which fails', {}, async (context, settle) => {
    void context.remember({ number: 1n } as never);
    return settle();
  }),
  uses('remembers what pollutes prototypes', {}, async (context, settle) => {
    await context.remember(JSON.parse('{"__proto__":{"polluted":"yes"}}') as never);
    return settle();
  }),
  uses('remembers after the end', {}, async (context, settle, { sleep }) => {
    void sleep(1_000).then(() => context.remember({ late: 'yes' }));
    return settle();
  }),
  uses('sends after the end', {}, async (context, settle, { sleep }) => {
    void sleep(1_000).then(() => void send(context));
    return settle();
  }),
  uses(
    'sends, without a catch, after nobody waits',
    { call: 'payment_unresolved', end: 'unresolved_past_deadline' },
    async (context, settle, { sleep }) => {
      await sleep(25_000);
      void send(context);
      return settle();
    },
  ),
  uses('settles twice', {}, async (_, settle) => {
    await settle();
    return settle();
  }),
  uses('settles twice at once', {}, async (_, settle) => {
    const [one] = await Promise.all([settle(), settle()]);
    return one;
  }),
  {
    name: 'answers again and again',
    payer: 'agent',
    expects: {},
    bend: (rail) =>
      afterwards(rail, (honest) => ({
        // oxlint-disable-next-line unicorn/no-thenable -- a promise that is none
        then(resolve: (answer: unknown) => void) {
          resolve(honest);
          resolve({ state: 'declined', reason: 'no', evidence: 'not_sent' });
        },
      })),
  },
];
