import { always, EVIL_SECRET, type Expectation, type Misbehaviour, type Whole } from './rail.ts';

type Refund = Parameters<Whole['refund']>;

function gives(
  name: string,
  refund: Expectation['refund'],
  answer: (honest: () => Promise<object>, call: Refund, rail: Whole) => Promise<unknown>,
): Misbehaviour {
  return {
    name,
    payer: 'agent',
    expects: refund ? { refund } : {},
    bend: (rail) => ({ refund: (...call: Refund) => answer(() => rail.refund(...call), call, rail) }),
  };
}

const UNRESOLVED = ['pending', 'refund_unresolved'] as const;

/** What a rail can do with money to give back. */
export const refundMisbehaviours: readonly Misbehaviour[] = [
  gives('gives money back and names no reference', ['pending', 'refunded'], async (honest) => ({
    ...(await honest()),
    reference: undefined,
  })),
  gives('gives nothing back and names no reference', UNRESOLVED, async () => ({ state: 'refunded' })),
  gives('gives money back under a reference that is an object', ['pending', 'refunded'], async (honest) => ({
    ...(await honest()),
    reference: { id: 're' },
  })),
  gives('gives money back twice', undefined, async (honest, call, rail) => {
    const first = await honest();
    await rail.refund(call[0], { ...call[1], id: 'again', key: 'again' }, { ...call[2], key: 'again' });
    return first;
  }),
  gives('gives money back and throws', ['pending', 'refunded'], async (honest) => {
    await honest();
    throw new Error(`Refunded with ${EVIL_SECRET}.`);
  }),
  gives('fails to give money back for a reason that has no JSON form', UNRESOLVED, async () => ({
    state: 'failed',
    reason: 1n,
  })),
  gives('fails to give money back without a reason', UNRESOLVED, async () => ({ state: 'failed' })),
  gives(
    'writes into the payment it gives back',
    ['pending', 'refund_unresolved'],
    async (honest, [payment, refund]) => {
      Object.assign(payment.total, { amount: 1 });
      Object.assign(refund.amount, { amount: 1 });
      return honest();
    },
  ),
  {
    name: 'gives nothing back, and shows refunds that are none',
    payer: 'agent',
    expects: { refund: UNRESOLVED },
    bend: (rail) => ({
      ...always(rail, (honest) => ({ ...honest, refunds: [null, 7, { state: 'refunded' }] })),
      refund: async () => undefined,
    }),
  },
  {
    name: 'gives nothing back, and shows the refund in an unknown state',
    payer: 'agent',
    expects: { refund: UNRESOLVED },
    bend: (rail) => {
      let id = '';
      return {
        ...always(rail, (honest) => ({ ...honest, refunds: [{ id, state: 'done' }] })),
        async refund(...call: Refund) {
          ({ id } = call[1]);
        },
      };
    },
  },
];
