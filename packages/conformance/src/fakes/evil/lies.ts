import { afterwards, always, EVIL_SECRET, type Misbehaviour, type Paid, whenPaid } from './rail.ts';

const MISMATCH = { call: 'payment_unresolved', end: 'amount_mismatch' } as const;
const INVALID = { call: 'payment_unresolved', end: 'rail_answer_invalid' } as const;

function takes(name: string, total: (honest: Paid['total']) => unknown): Misbehaviour {
  return {
    name: `says it took ${name}`,
    payer: 'agent',
    expects: MISMATCH,
    bend: (rail) =>
      always(
        rail,
        whenPaid((honest) => ({ ...honest, total: total(honest.total) })),
      ),
  };
}

/** Answers that are well-formed, or nearly, and not true. */
export const lies: readonly Misbehaviour[] = [
  takes('too little', (total) => ({ ...total, amount: 1 })),
  takes('another currency', (total) => ({ ...total, currency: 'jpy' })),
  takes('a fraction', (total) => ({ ...total, amount: 4_999.5 })),
  takes('NaN', (total) => ({ ...total, amount: Number.NaN })),
  takes('a negative amount', (total) => ({ ...total, amount: -4_999 })),
  takes('more than is exact', (total) => ({ ...total, amount: 2 ** 60 })),
  takes('digits in a string', (total) => ({ ...total, amount: '4999' })),
  { ...takes('nothing that it names', () => undefined), expects: INVALID },
  {
    name: 'is paid without a reference',
    payer: 'agent',
    expects: { call: 'payment_unresolved', end: 'paid_without_reference' },
    bend: (rail) => always(rail, (honest) => ({ ...honest, reference: undefined })),
  },
  {
    name: 'names an object as the reference of what is pending',
    payer: 'agent',
    expects: INVALID,
    bend: (rail) => always(rail, () => ({ state: 'pending', reference: { id: 'r' } })),
  },
  {
    name: 'has its provider decide at a time that is none',
    payer: 'agent',
    expects: INVALID,
    bend: (rail) => always(rail, () => ({ state: 'pending', decidesBy: 'tomorrow' })),
  },
  {
    name: 'is paid although its provider knows of nothing',
    payer: 'agent',
    expects: { refund: ['failed', 'refund_failed'] },
    bend: () => ({
      settle: async () => ({
        state: 'paid',
        reference: 'ch_invented',
        total: { amount: 4_999, currency: 'usd' },
        receipt: { headers: {}, body: {}, meta: {} },
      }),
    }),
  },
  {
    name: 'is paid first and declined ever after',
    payer: 'agent',
    expects: {},
    bend: () => ({ status: async () => ({ state: 'declined', reason: 'no', evidence: 'provider_state' }) }),
  },
  {
    name: 'declines what may still land, and is paid after that',
    payer: 'agent',
    expects: { call: 'payment_declined' },
    bend: (rail) =>
      afterwards(rail, () => ({ state: 'declined', reason: 'no', evidence: 'provider_state', until: 9e15 })),
  },
  {
    name: 'declines what may land until a time that is none',
    payer: 'agent',
    expects: { call: 'payment_declined' },
    bend: (rail) =>
      afterwards(rail, () => ({ state: 'declined', reason: 'no', evidence: 'same_key', until: Number.NaN })),
  },
  {
    name: 'takes the money and says that its time has passed',
    payer: 'agent',
    lost: 'charge',
    expects: { call: 'payment_unresolved', end: 'nothing', denied: true },
    bend: () => ({ status: async () => ({ state: 'expired' }) }),
  },
  {
    name: 'takes the money and declines for certain',
    payer: 'agent',
    expects: { call: 'payment_declined', end: 'nothing', denied: true },
    bend: (rail) => afterwards(rail, () => ({ state: 'declined', reason: 'no', evidence: 'not_sent' })),
  },
  {
    name: 'takes the money and declines without evidence',
    payer: 'agent',
    expects: { call: 'payment_unresolved', alarm: 'rail_answer_invalid' },
    bend: (rail) => afterwards(rail, () => ({ state: 'declined', reason: 'no' })),
  },
  {
    name: 'declines with a code that is an object',
    payer: 'agent',
    expects: INVALID,
    bend: (rail) =>
      always(rail, () => ({ state: 'declined', reason: 'no', code: { at: [] }, evidence: 'same_key' })),
  },
  {
    name: 'takes the money and rejects with a secret',
    payer: 'agent',
    expects: { call: 'payment_unresolved' },
    bend: (rail) =>
      afterwards(rail, () => {
        throw new Error(`Authorization: Bearer ${EVIL_SECRET}`);
      }),
  },
  {
    name: 'wants to be asked again after NaN seconds',
    payer: 'agent',
    expects: { call: 'payment_unresolved' },
    bend: (rail) => afterwards(rail, () => ({ state: 'pending', retryAfter: Number.NaN })),
  },
  {
    name: 'wants to be asked again before it was asked',
    payer: 'agent',
    expects: { call: 'payment_unresolved' },
    bend: (rail) => afterwards(rail, () => ({ state: 'pending', retryAfter: -1e9 })),
  },
  {
    name: 'wants to be asked again in a thousand years',
    payer: 'agent',
    expects: { call: 'payment_unresolved' },
    bend: (rail) => afterwards(rail, () => ({ state: 'pending', retryAfter: 3e10 })),
  },
  {
    name: 'answers after nobody waits any more',
    payer: 'agent',
    expects: { call: 'payment_unresolved' },
    bend: (rail, { sleep }) =>
      afterwards(rail, async (honest) => {
        await sleep(90_000);
        return honest;
      }),
  },
  {
    name: 'sends after nobody waits any more',
    payer: 'agent',
    expects: { call: 'payment_unresolved', end: 'unresolved_past_deadline' },
    bend: (rail, { sleep }) => ({
      async settle(...call: Parameters<typeof rail.settle>) {
        await sleep(90_000);
        return rail.settle(...call);
      },
    }),
  },
];
