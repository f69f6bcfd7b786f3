import type { Fault } from '../fakes/fault.ts';
import type { Operation } from '../fakes/wire.ts';
import { SHIRT } from './ask.ts';
import type { RailName } from './plan.ts';
import {
  ALICE,
  CHARGED,
  client,
  type Draft,
  HOUR,
  LATER,
  MINUTE,
  NOBODY,
  PAGE,
  type Scenario,
  SECOND,
  SEEN,
  TWICE,
} from './scenarios/draft.ts';
import { WEBHOOKS } from './scenarios/webhooks.ts';

export type { Scenario };

export const SCENARIOS: Readonly<Record<string, Scenario>> = Object.fromEntries(
  Object.entries({
    'two versions of one cart are paid': {
      clients: [
        client({ credentials: ['refused'], pauses: [SECOND] }),
        client({ habit: 'editor', from: 10 * SECOND, seed: 3 }),
      ],
      landings: [{ authorization: 0, after: 10 * MINUTE }],
      linger: 20 * MINUTE,
      shows: [SEEN.declined, SEEN.edited, SEEN.submit, SEEN.paid, SEEN.landed, SEEN.refund],
    },
    'a cart is edited between the challenge and the payment': {
      clients: [client({ habit: 'editor', seed: 5 })],
      shows: [/hears 402/, SEEN.edited, /hears 402 .*amount_mismatch/, SEEN.paid],
    },
    'a page is open while an authorization settles': {
      clients: [PAGE, client({ from: 2 * SECOND })],
      visits: [{ page: 0, after: 10 * SECOND }],
      shows: [SEEN.page, SEEN.closed, SEEN.submit, SEEN.paid, SEEN.person],
    },
    'a person pays while the page is being closed': {
      clients: [PAGE, LATER],
      faults: [{ at: 0, operation: 'close_page', fault: { type: 'slow_reply', ms: 2 * SECOND } }],
      visits: [{ page: 0, after: 4 * SECOND }],
      shows: [SEEN.page, SEEN.closed, SEEN.person, SEEN.charge, SEEN.paid],
    },
    'a person pays just before the page is closed': {
      clients: [PAGE, LATER],
      faults: [{ at: 0, operation: 'close_page', fault: { type: 'slow_request', ms: 2 * SECOND } }],
      visits: [{ page: 0, after: 4 * SECOND }],
      shows: [SEEN.page, SEEN.closed, SEEN.person, /hears 200 .*"payment_rail":"hosted","status":"paid"/],
    },
    'an edit closes an open page': {
      clients: [PAGE, client({ habit: 'editor', from: SECOND, seed: 3 })],
      shows: [SEEN.page, SEEN.closed, SEEN.edited],
    },
    'a payment lands late, after another one was made': {
      clients: [TWICE],
      landings: [{ authorization: 0, after: 5 * MINUTE }],
      linger: 10 * MINUTE,
      shows: [SEEN.declined, SEEN.paid, SEEN.landed, SEEN.refund],
    },
    'a payment lands late, and nobody has paid since': {
      clients: [client({ credentials: ['refused'], pauses: [SECOND] })],
      landings: [{ authorization: 0, after: 30 * MINUTE }],
      shows: [SEEN.declined, SEEN.landed],
    },
    'a refused authorization lands between two tries': {
      hosts: [{ skew: 0, sweepEvery: 5 * MINUTE }],
      clients: [client({ habit: 'fresh_both', credentials: ['refused'] })],
      landings: [{ authorization: 0, after: 2 * SECOND }],
      shows: [SEEN.declined, SEEN.landed, /read_chain/, SEEN.paid],
    },
    'a payment lands late on a cart that was edited': {
      clients: [
        client({ credentials: ['refused'], pauses: [SECOND] }),
        client({ habit: 'editor', from: MINUTE, pauses: [], seed: 7 }),
      ],
      landings: [{ authorization: 0, after: 2 * MINUTE }],
      linger: 10 * MINUTE,
      shows: [SEEN.declined, SEEN.edited, SEEN.landed, SEEN.refund],
    },
    'two payments land, and the refund of the second is refused': {
      clients: [TWICE],
      landings: [{ authorization: 0, after: 20 * SECOND }],
      refundsRefusedFrom: 0,
      linger: 5 * MINUTE,
      shows: [SEEN.declined, SEEN.paid, SEEN.landed, SEEN.refund],
    },
    'two payments land, and the answer to the refund is lost': {
      clients: [TWICE],
      faults: [{ at: 0, operation: 'refund', fault: { type: 'lost_reply' } }],
      landings: [{ authorization: 0, after: 20 * SECOND }],
      linger: 5 * MINUTE,
      shows: [SEEN.declined, SEEN.paid, SEEN.landed, SEEN.refund, SEEN.refund],
    },
    'two payments land, and the refund arrives twice': {
      clients: [TWICE],
      faults: [{ at: 0, operation: 'refund', fault: { type: 'duplicate', ms: MINUTE } }],
      landings: [{ authorization: 0, after: 20 * SECOND }],
      linger: 5 * MINUTE,
      shows: [SEEN.declined, SEEN.paid, SEEN.landed, SEEN.refund],
    },
    'a refund is made, and its provider never says so': {
      clients: [TWICE],
      faults: Array.from({ length: 300 }, (_, call) => ({
        at: 0,
        operation: 'refund' as const,
        fault: { type: call === 0 ? 'lost_reply' : 'lost_request' } as const,
      })),
      landings: [{ authorization: 0, after: 20 * SECOND }],
      linger: 30 * HOUR,
      shows: [SEEN.declined, SEEN.paid, SEEN.landed, SEEN.refund, SEEN.refund, /read_chain/],
    },
    'a page is paid whose creation was never answered': {
      clients: [client({ rail: 'hosted', habit: 'rail_hopper' })],
      faults: [{ at: 0, operation: 'open_page', fault: { type: 'hang' } }],
      visits: [{ page: 0, after: 20 }],
      shows: [SEEN.page, SEEN.person, /find_page/, SEEN.paid],
    },
    'a page is paid that the provider cannot be asked about': {
      clients: [client({ rail: 'hosted', habit: 'rail_hopper' })],
      faults: [
        { at: 0, operation: 'open_page', fault: { type: 'hang' } },
        { at: 0, operation: 'find_page', fault: { type: 'error_before' } },
      ],
      visits: [{ page: 0, after: 20 }],
      shows: [SEEN.page, SEEN.person, /find_page/, SEEN.page, SEEN.paid],
    },
    'the provider has forgotten the key when a lost payment is looked at': {
      clients: [client({ rail: 'keyed', pauses: [SECOND, 26 * HOUR] })],
      faults: [
        { at: 0, operation: 'charge', fault: { type: 'lost_reply' } },
        { at: 20 * HOUR, operation: 'find_charge', fault: { type: 'error_before' } },
      ],
      mishaps: [{ host: 0, call: CHARGED, what: 'crash', when: 'after', ms: 25 * HOUR }],
      shows: [SEEN.charge, /host 1: crash/, /is up again/, /find_charge/, SEEN.paid],
    },
    'a worker wakes after the provider has forgotten its key': {
      clients: [client({ rail: 'keyed', pauses: [SECOND, 26 * HOUR] })],
      faults: [
        { at: 0, operation: 'charge', fault: { type: 'lost_reply' } },
        { at: 20 * HOUR, operation: 'find_charge', fault: { type: 'error_before' } },
      ],
      mishaps: [{ host: 0, call: CHARGED, what: 'freeze', when: 'after', ms: 25 * HOUR }],
      shows: [SEEN.charge, /host 1: freeze/, /find_charge/, SEEN.paid],
    },
    'a payment is taken over while it is prepared': {
      hosts: [
        { skew: 0, sweepEvery: HOUR },
        { skew: 0, sweepEvery: 8 * SECOND },
      ],
      clients: [client({ rail: 'keyed' })],
      faults: [
        { at: 0, operation: 'find_charge', fault: { type: 'lost_reply' } },
        { at: 0, operation: 'charge', fault: { type: 'lost_reply' } },
      ],
      shows: [/find_charge/, SEEN.charge, SEEN.paid],
    },
    'two tenants are shown one credential': {
      carts: [ALICE, { tenant: 'beta', principal: 'alice' }],
      clients: [client({}), client({ habit: 'borrower', cart: 1, from: 1_500, seed: 4 })],
      shows: [SEEN.paid, /beta\/alice/, /credential_already_used/],
    },
    'two carts are shown one token': {
      carts: [ALICE, { tenant: 'acme', principal: 'bob' }],
      clients: [
        client({ rail: 'keyed' }),
        client({ rail: 'keyed', habit: 'borrower', cart: 1, from: 1_020, seed: 4 }),
      ],
      shows: [SEEN.charge, /credential_already_used/],
    },
    'a credential comes again after it has expired': {
      clients: [client({ habit: 'fresh_key', validFor: 2 * MINUTE, pauses: [SECOND, 10 * MINUTE] })],
      faults: [{ at: 0, operation: 'submit', fault: { type: 'lost_reply' } }],
      shows: [SEEN.submit, /read_chain/, /asks .* key 1-3/, SEEN.paid],
    },
    'an authorization expires while a copy of its call sleeps': {
      hosts: [
        { skew: 0, sweepEvery: HOUR },
        { skew: 0, sweepEvery: HOUR },
      ],
      clients: [
        client({ validFor: 30 * SECOND, pauses: [SECOND, 90 * SECOND] }),
        client({ habit: 'borrower', from: 2 * SECOND, seed: 1 }),
      ],
      mishaps: [{ host: 0, call: 3, what: 'freeze', when: 'after', ms: 50 * SECOND }],
      shows: [/host 1: freeze/, /borrower client 2 asks .*0xab/, SEEN.submit, SEEN.paid, /hears 200/],
    },
    'an authorization expires unsent': {
      hosts: [{ skew: 0, sweepEvery: 5 * MINUTE }],
      clients: [client({ validFor: 2 * MINUTE, pauses: [SECOND, 10 * MINUTE, SECOND] })],
      faults: [{ at: 0, operation: 'submit', fault: { type: 'lost_request' } }],
      shows: [SEEN.submit, /read_chain/, /hears 402/, SEEN.submit, SEEN.paid],
    },
    'somebody lands the authorization first': {
      clients: [client({})],
      faults: [{ at: 0, operation: 'submit', fault: { type: 'slow_request', ms: 5 * SECOND } }],
      landings: [{ authorization: 0, after: 100 }],
      shows: [SEEN.submit, SEEN.landed, SEEN.paid],
    },
    'a pending payment succeeds': {
      clients: [client({ rail: 'keyed', credentials: ['pending'] })],
      endings: [{ payment: 0, after: MINUTE, end: 'succeeded' }],
      shows: [SEEN.charge, /decides .*: succeeded/, SEEN.paid],
    },
    'a pending payment is declined, and another one made': {
      clients: [client({ rail: 'keyed', credentials: ['pending', 'good'] })],
      endings: [{ payment: 0, after: 10 * SECOND, end: 'declined' }],
      shows: [SEEN.charge, /decides .*: declined/, SEEN.declined, SEEN.charge, SEEN.paid],
    },
    'the provider takes too little': {
      clients: [client({ rail: 'keyed', credentials: ['short'] })],
      shows: [SEEN.charge, /payment_unresolved/],
    },
    'a token is declined, and another one shown': {
      clients: [client({ rail: 'keyed', credentials: ['declined', 'good'] })],
      shows: [SEEN.charge, SEEN.declined, SEEN.charge, SEEN.paid],
    },
    'a client takes a new key and credential for every try': {
      clients: [client({ habit: 'fresh_both', rail: 'keyed' })],
      faults: [{ at: 0, operation: 'charge', fault: { type: 'lost_reply' } }],
      shows: [SEEN.charge, /payment_unresolved/, /key 1-3, tok_\w+x2/, /hears (?:409|200)/],
    },
    'a client takes another rail for every try': {
      clients: [client({ habit: 'rail_hopper' })],
      faults: [{ at: 0, operation: 'charge', fault: { type: 'hang' } }],
      shows: [SEEN.page, SEEN.closed, SEEN.charge, /payment_unresolved/, /0xab/, /hears (?:409|200)/],
    },
    'a client without a key pays': {
      clients: [client({ habit: 'no_key', rail: 'keyed' })],
      shows: [/key null/, SEEN.charge, SEEN.paid],
    },
    'a page expires unpaid, and another one opens': {
      clients: [client({ rail: 'hosted', pauses: [25 * HOUR, SECOND] })],
      visits: [{ page: 1, after: SECOND }],
      shows: [SEEN.page, /find_page/, SEEN.page, SEEN.person],
    },
    'the platform turns events down': {
      clients: [TWICE],
      landings: [{ authorization: 0, after: 20 * SECOND }],
      eventsRefused: 3,
      linger: 5 * MINUTE,
      shows: [SEEN.paid, SEEN.landed, SEEN.refund],
    },
    'two carts are paid at once, and there is money for one': {
      carts: [ALICE, ALICE],
      clients: [client({}), client({ habit: 'fresh_both', cart: 1, rail: 'keyed', seed: 2 })],
      spending: { budget: SHIRT, asks: false, decisions: [] },
      shows: [SEEN.paid, /hears 403 .*"reason":"budget"/],
    },
    'a refused authorization lands late, and there is money for one cart': {
      carts: [ALICE, ALICE],
      clients: [
        client({ credentials: ['refused'], pauses: [SECOND] }),
        client({ habit: 'fresh_both', cart: 1, seed: 2, from: 20 * SECOND }),
      ],
      landings: [{ authorization: 0, after: 5 * MINUTE }],
      spending: { budget: SHIRT, asks: false, decisions: [] },
      shows: [SEEN.declined, /hears 403 .*"reason":"budget"/, SEEN.landed],
    },
    'a machine wakes long after a purchase that a person approved': {
      hosts: [
        { skew: 0, sweepEvery: 30 * SECOND },
        { skew: 0, sweepEvery: 5 * MINUTE },
      ],
      clients: [
        client({ pauses: [], seed: 988_650_447 }),
        client({
          habit: 'fresh_key',
          from: MINUTE,
          pauses: [5 * SECOND, 20 * MINUTE, 0, 3 * MINUTE],
          seed: 2_991_817_888,
        }),
      ],
      mishaps: [
        { host: 0, call: 8, what: 'freeze', when: 'after', ms: 25 * HOUR },
        { host: 0, call: 1, what: 'freeze', when: 'before', ms: 2 * MINUTE },
      ],
      spending: {
        budget: 10 * SHIRT,
        asks: true,
        decisions: [{ question: 0, after: 0, decision: 'approved' }],
      },
      shows: [/host 1: freeze for 90000000/, /decides about .* approved/, SEEN.submit, SEEN.paid],
    },
    'a person approves what was asked for, and then the cart is edited': {
      clients: [client({}), client({ habit: 'editor', from: 40 * SECOND, seed: 3 })],
      spending: {
        budget: 10 * SHIRT,
        asks: true,
        decisions: [
          { question: 0, after: 10 * SECOND, decision: 'approved' },
          { question: 1, after: 10 * SECOND, decision: 'approved' },
        ],
      },
      shows: [
        /hears 403 .*needs_approval/,
        /decides about .* approved/,
        SEEN.edited,
        /hears 403 .*needs_approval/,
      ],
    },
    ...WEBHOOKS,
    ...everyFault('nonce', 'submit'),
    ...everyFault('keyed', 'charge'),
    ...everyFault('hosted', 'open_page'),
  } satisfies Record<string, Draft>).map(([name, { shows, ...set }]: [string, Draft]) => [
    name,
    { plan: { ...NOBODY, ...set }, shows },
  ]),
);

/** A sale on a rail whose first call meets a fault, for every fault there is. */
function everyFault(rail: RailName, operation: Operation): Record<string, Draft> {
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
        shows: [new RegExp(`the next ${operation} meets`), new RegExp(`to the provider: ${operation}`)],
      },
    ]),
  );
}
