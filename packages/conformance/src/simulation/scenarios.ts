import type { Fault } from '../fakes/fault.ts';
import type { Operation } from '../fakes/wire.ts';
import type { ClientPlan, Plan, RailName } from './plan.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const CLIENT: ClientPlan = {
  habit: 'steady',
  cart: 0,
  rail: 'nonce',
  from: 0,
  pauses: [SECOND, 5 * SECOND, 30 * SECOND, 3 * MINUTE],
  credentials: ['good'],
  validFor: 2 * HOUR,
  seed: 1,
};
const ALICE = { tenant: 'acme', principal: 'alice' };
const NOBODY: Plan = {
  seed: 1,
  carts: [ALICE],
  hosts: [{ skew: 0, sweepEvery: 30 * SECOND }],
  clients: [],
  faults: [],
  mishaps: [],
  landings: [],
  visits: [],
  endings: [],
  refundsRefusedFrom: null,
};

const client = (set: Partial<ClientPlan>): ClientPlan => ({ ...CLIENT, ...set });
const PAGE = client({ rail: 'hosted' });
const LATER = client({ rail: 'keyed', from: 2 * SECOND });
/** Shows an authorization that is refused, then another one. */
const TWICE = client({ habit: 'fresh_both', credentials: ['refused', 'good'] });

/** Histories worth a name, without any crash of their own. */
export const SCENARIOS: Readonly<Record<string, Plan>> = Object.fromEntries(
  Object.entries({
    'two versions of one cart are paid': {
      clients: [client({ habit: 'editor', seed: 3 }), client({ habit: 'fresh_credential', from: 500 })],
    },
    'a cart is edited between the challenge and the payment': {
      clients: [client({ habit: 'editor', seed: 5 })],
    },
    'a page is open while an authorization settles': {
      clients: [PAGE, client({ from: 2 * SECOND })],
      visits: [{ page: 0, after: 3_050 }],
    },
    'a person pays while the page is being closed': {
      clients: [PAGE, LATER],
      faults: [{ at: 0, operation: 'close_page', fault: { type: 'slow_reply', ms: 2 * SECOND } }],
      visits: [{ page: 0, after: 3_020 }],
    },
    'a person pays just before the page is closed': {
      clients: [PAGE, LATER],
      faults: [{ at: 0, operation: 'close_page', fault: { type: 'slow_request', ms: 2 * SECOND } }],
      visits: [{ page: 0, after: 3_200 }],
    },
    'an edit closes an open page': {
      clients: [PAGE, client({ habit: 'editor', from: SECOND, seed: 3 })],
    },
    'a payment lands late, after its attempt has ended': {
      clients: [TWICE],
      landings: [{ authorization: 0, after: 5 * MINUTE }],
    },
    'a payment lands late, and nobody has paid since': {
      clients: [client({ credentials: ['refused'], pauses: [SECOND] })],
      landings: [{ authorization: 0, after: 30 * MINUTE }],
    },
    'a refused authorization lands between two tries': {
      hosts: [{ skew: 0, sweepEvery: 5 * MINUTE }],
      clients: [client({ habit: 'fresh_both', credentials: ['refused'] })],
      landings: [{ authorization: 0, after: 2 * SECOND }],
    },
    'a payment lands late on a cart that was edited': {
      clients: [client({ credentials: ['refused'] }), client({ habit: 'editor', from: MINUTE, seed: 3 })],
      landings: [{ authorization: 0, after: 2 * MINUTE }],
    },
    'two payments land, and the refund of the second is refused': {
      clients: [TWICE],
      landings: [{ authorization: 0, after: 20 * SECOND }],
      refundsRefusedFrom: 0,
    },
    'two payments land, and the answer to the refund is lost': {
      clients: [TWICE],
      faults: [{ at: 0, operation: 'refund', fault: { type: 'lost_reply' } }],
      landings: [{ authorization: 0, after: 20 * SECOND }],
    },
    'two payments land, and the refund arrives twice': {
      clients: [TWICE],
      faults: [{ at: 0, operation: 'refund', fault: { type: 'duplicate', ms: MINUTE } }],
      landings: [{ authorization: 0, after: 20 * SECOND }],
    },
    'a page is paid whose creation was never answered': {
      clients: [client({ rail: 'hosted', habit: 'rail_hopper' })],
      faults: [{ at: 0, operation: 'open_page', fault: { type: 'hang' } }],
      visits: [{ page: 0, after: 20 }],
    },
    'a page is paid that the provider cannot be asked about': {
      clients: [client({ rail: 'hosted', habit: 'rail_hopper' })],
      faults: [
        { at: 0, operation: 'open_page', fault: { type: 'hang' } },
        { at: 0, operation: 'find_page', fault: { type: 'error_before' } },
      ],
      visits: [{ page: 0, after: 20 }],
    },
    'the provider has forgotten the key when a lost payment is looked at': {
      clients: [client({ rail: 'keyed', pauses: [SECOND, 26 * HOUR] })],
      faults: [
        { at: 0, operation: 'charge', fault: { type: 'lost_reply' } },
        { at: 0, operation: 'find_charge', fault: { type: 'error_before' } },
      ],
    },
    'a payment is taken over while it is prepared': {
      hosts: [
        { skew: 0, sweepEvery: HOUR },
        { skew: 0, sweepEvery: 5 * SECOND },
      ],
      clients: [client({ rail: 'keyed' })],
      faults: [
        { at: 0, operation: 'find_charge', fault: { type: 'lost_reply' } },
        { at: 0, operation: 'charge', fault: { type: 'lost_reply' } },
      ],
    },
    'two tenants are shown one credential': {
      carts: [ALICE, { tenant: 'beta', principal: 'alice' }],
      clients: [client({}), client({ habit: 'borrower', cart: 1, from: 1_500, seed: 4 })],
    },
    'two carts are shown one token': {
      carts: [ALICE, ALICE],
      clients: [
        client({ rail: 'keyed' }),
        client({ rail: 'keyed', habit: 'borrower', cart: 1, from: 1_020, seed: 4 }),
      ],
    },
    'a credential comes again after it has expired': {
      clients: [client({ validFor: 2 * MINUTE, pauses: [SECOND, 10 * MINUTE] })],
      faults: [{ at: 0, operation: 'submit', fault: { type: 'lost_reply' } }],
    },
    'an authorization expires unsent': {
      clients: [client({ validFor: 2 * MINUTE, pauses: [SECOND, 10 * MINUTE] })],
      faults: [{ at: 0, operation: 'submit', fault: { type: 'lost_request' } }],
    },
    'somebody lands the authorization first': {
      clients: [client({})],
      faults: [{ at: 0, operation: 'submit', fault: { type: 'slow_request', ms: 5 * SECOND } }],
      landings: [{ authorization: 0, after: 100 }],
    },
    'a pending payment succeeds': {
      clients: [client({ rail: 'keyed', credentials: ['pending'] })],
      endings: [{ payment: 0, after: MINUTE, end: 'succeeded' }],
    },
    'a pending payment is declined, and another one made': {
      clients: [client({ rail: 'keyed', credentials: ['pending', 'good'] })],
      endings: [{ payment: 0, after: 10 * SECOND, end: 'declined' }],
    },
    'the provider takes too little': { clients: [client({ rail: 'keyed', credentials: ['short'] })] },
    'a token is declined, and another one shown': {
      clients: [client({ rail: 'keyed', credentials: ['declined', 'good'] })],
    },
    'a client takes a new key and credential for every try': {
      clients: [client({ habit: 'fresh_both', rail: 'keyed' })],
      faults: [{ at: 0, operation: 'charge', fault: { type: 'lost_reply' } }],
    },
    'a client takes another rail for every try': {
      clients: [client({ habit: 'rail_hopper', rail: 'keyed' })],
      faults: [{ at: 0, operation: 'charge', fault: { type: 'hang' } }],
    },
    'a client without a key pays': { clients: [client({ habit: 'no_key', rail: 'keyed' })] },
    'a page expires unpaid, and another one opens': {
      clients: [client({ rail: 'hosted', pauses: [25 * HOUR, SECOND] })],
      visits: [{ page: 1, after: SECOND }],
    },
    ...everyFault('nonce', 'submit'),
    ...everyFault('keyed', 'charge'),
    ...everyFault('hosted', 'open_page'),
  } satisfies Record<string, Partial<Plan>>).map(([name, set]) => [name, { ...NOBODY, ...set }]),
);

/** A sale on a rail whose first call meets a fault, for every fault there is. */
function everyFault(rail: RailName, operation: Operation): Record<string, Partial<Plan>> {
  const faults: readonly Fault[] = [
    { type: 'lost_request' },
    { type: 'error_before' },
    { type: 'lost_reply' },
    { type: 'error_after' },
    { type: 'hang' },
    { type: 'duplicate', ms: 25 * SECOND },
    { type: 'slow_request', ms: 25 * SECOND },
    { type: 'slow_reply', ms: 25 * SECOND },
  ];
  return Object.fromEntries(
    faults.map((fault) => [
      `${operation} meets ${fault.type}`,
      {
        clients: [client({ rail })],
        faults: [{ at: 0, operation, fault }],
        visits: [{ page: 0, after: 40 * SECOND }],
      },
    ]),
  );
}
