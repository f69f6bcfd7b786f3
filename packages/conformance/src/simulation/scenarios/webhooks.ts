import { SHIRT } from '../ask.ts';
import { client, type Draft, HOUR, LATER, MINUTE, PAGE, SECOND, SEEN } from './draft.ts';

/** The background work looks so seldom that a webhook is what the engine hears first. */
const SELDOM = { skew: 0, sweepEvery: HOUR };
const RUNG = { rings: true, hosts: [SELDOM], linger: 20 * MINUTE } as const;
const ONCE = client({ rail: 'hosted', pauses: [] });
const EDITOR = client({ habit: 'editor', from: SECOND, pauses: [], seed: 7 });
const HEARD = /answers webhook \d+: 204/;
const REFUSED = /answers webhook \d+: 503/;
const RULED = /a person rules \w+ on .*: (?:paid|cancelled)/;

/** What a provider tells about its pages, and how that comes. */
export const WEBHOOKS: Readonly<Record<string, Draft>> = {
  'the webhook of a page that is paid is lost, and then its answer': {
    ...RUNG,
    clients: [PAGE],
    visits: [{ page: 0, after: 10 * SECOND }],
    posts: [
      { sending: 2, fault: { type: 'lost_request' } },
      { sending: 3, fault: { type: 'lost_reply' } },
    ],
    shows: [
      SEEN.person,
      /webhook 2 .*lost_request/,
      /webhook 2 .*lost_reply/,
      /webhook 2: 204/,
      /webhook 2: 204/,
    ],
  },
  'a webhook comes twice, hours late and after a later one': {
    ...RUNG,
    hosts: [SELDOM, SELDOM],
    clients: [ONCE],
    visits: [{ page: 0, after: 10 * SECOND }],
    posts: [
      { sending: 1, fault: { type: 'duplicate', ms: 3 * HOUR } },
      { sending: 2, fault: { type: 'slow_request', ms: 2 * HOUR } },
    ],
    linger: 4 * HOUR,
    shows: [/webhook 2 goes out, and meets/, /webhook 2: 204/, /webhook 2 comes/, /webhook 1 comes/],
  },
  'a machine has just opened a page when a webhook comes about it': {
    ...RUNG,
    clients: [PAGE],
    faults: [{ at: 0, operation: 'open_page', fault: { type: 'slow_reply', ms: 15 * SECOND } }],
    visits: [{ page: 0, after: SECOND }],
    shows: [SEEN.page, /webhook 1 comes/, SEEN.person, /webhook 2 comes/, HEARD, SEEN.paid],
  },
  'somebody forges a webhook': {
    ...RUNG,
    clients: [PAGE],
    visits: [{ page: 0, after: 10 * SECOND }],
    forgeries: [
      { page: 0, after: SECOND },
      { page: 0, after: MINUTE },
    ],
    shows: [/answers forgery 1: 400/, SEEN.person, HEARD, /answers forgery 2: 400/],
  },
  'money comes to a page that an edit has closed': {
    ...RUNG,
    clients: [ONCE, EDITOR],
    transfers: [{ page: 0, after: 10 * MINUTE, sum: 'full' }],
    linger: 2 * HOUR,
    shows: [SEEN.closed, SEEN.edited, /the full sum comes to page_1/, HEARD, SEEN.refund],
  },
  'money comes to a page that an edit has closed, hours before the calm ends': {
    ...RUNG,
    clients: [ONCE, EDITOR],
    transfers: [{ page: 0, after: 52 * HOUR, sum: 'full' }],
    shows: [SEEN.edited, /calm/, /the full sum comes to page_1/, HEARD, SEEN.refund, /calm/],
  },
  'too little comes to a page that an edit has closed': {
    ...RUNG,
    clients: [ONCE, EDITOR],
    transfers: [{ page: 0, after: 10 * MINUTE, sum: 'short' }],
    shows: [SEEN.closed, SEEN.edited, /the short sum comes to page_1/, HEARD, RULED],
  },
  'a machine wakes and records that a page was closed, to which too little has come since': {
    ...RUNG,
    seed: 8,
    hosts: [SELDOM, SELDOM],
    clients: [ONCE, EDITOR],
    mishaps: [{ host: 0, call: 3, what: 'freeze', when: 'after', ms: 25 * HOUR }],
    transfers: [{ page: 0, after: 10 * MINUTE, sum: 'short' }],
    shows: [SEEN.closed, /host 1: freeze/, /the short sum comes to page_1/, /host 2 .*webhook 3: 204/, RULED],
  },
  'money comes to a page that was closed for a payment which was declined': {
    ...RUNG,
    clients: [
      ONCE,
      client({ rail: 'keyed', credentials: ['declined'], from: 2 * SECOND, pauses: [SECOND, 20 * MINUTE] }),
    ],
    transfers: [{ page: 0, after: 10 * MINUTE, sum: 'full' }],
    shows: [
      SEEN.closed,
      SEEN.declined,
      /the full sum comes to page_1/,
      HEARD,
      /hears 409 .*already_completed/,
    ],
  },
  'the provider cannot be asked about money that came to a closed page': {
    ...RUNG,
    clients: [ONCE, EDITOR],
    transfers: [{ page: 0, after: 10 * MINUTE, sum: 'full' }],
    faults: [{ at: 9 * MINUTE, operation: 'find_page', fault: { type: 'lost_reply' } }],
    linger: 2 * HOUR,
    shows: [SEEN.closed, /the full sum comes to page_1/, REFUSED, HEARD, SEEN.refund],
  },
  'money comes to a page while its closing is answered': {
    ...RUNG,
    clients: [PAGE, LATER],
    faults: [{ at: 0, operation: 'close_page', fault: { type: 'slow_reply', ms: 10 * SECOND } }],
    transfers: [{ page: 0, after: 5 * SECOND, sum: 'full' }],
    linger: 2 * HOUR,
    shows: [SEEN.closed, /the full sum comes to page_1/, SEEN.charge, SEEN.paid, SEEN.refund],
  },
  'money comes to a page that has expired': {
    ...RUNG,
    clients: [ONCE],
    transfers: [{ page: 0, after: 25 * HOUR, sum: 'full' }],
    linger: 26 * HOUR,
    shows: [/about page_1: expired/, HEARD, /the full sum comes to page_1/, HEARD, SEEN.paid],
  },
  'an old answer about a page comes after too little has': {
    ...RUNG,
    hosts: [{ skew: 0, sweepEvery: 30 * SECOND }],
    clients: [ONCE, { ...EDITOR, from: 2 * MINUTE }],
    faults: [{ at: 0, operation: 'open_page', fault: { type: 'slow_reply', ms: 20 * MINUTE } }],
    transfers: [{ page: 0, after: 10 * MINUTE, sum: 'short' }],
    linger: 30 * MINUTE,
    shows: [/payment_unresolved/, SEEN.closed, /the short sum comes to page_1/, HEARD, RULED],
  },
  'too little comes to a closed page twice, and the older answer comes last': {
    ...RUNG,
    clients: [ONCE, EDITOR],
    faults: [{ at: 9 * MINUTE, operation: 'find_page', fault: { type: 'slow_reply', ms: 10 * SECOND } }],
    transfers: [
      { page: 0, after: 10 * MINUTE, sum: 'short' },
      { page: 0, after: 10 * MINUTE + SECOND, sum: 'short' },
    ],
    spending: { budget: 10 * SHIRT, asks: false, decisions: [] },
    shows: [
      SEEN.closed,
      /about page_1: paid/,
      /about page_1: more/,
      /webhook 4: 204/,
      /webhook 3: 204/,
      RULED,
    ],
  },
  'a page is paid twice': {
    ...RUNG,
    clients: [PAGE],
    visits: [{ page: 0, after: 10 * SECOND }],
    transfers: [{ page: 0, after: 10 * MINUTE, sum: 'full' }],
    shows: [SEEN.person, SEEN.paid, /about page_1: more/, HEARD, RULED],
  },
  'a page is paid twice before anybody hears of it': {
    ...RUNG,
    clients: [ONCE],
    visits: [{ page: 0, after: 10 * SECOND }],
    transfers: [{ page: 0, after: 10 * SECOND, sum: 'short' }],
    shows: [SEEN.person, /about page_1: more/, REFUSED, RULED, HEARD],
  },
  'a page is paid twice, and there is money for one cart': {
    ...RUNG,
    clients: [PAGE],
    visits: [{ page: 0, after: 10 * SECOND }],
    transfers: [{ page: 0, after: 10 * MINUTE, sum: 'full' }],
    spending: { budget: SHIRT, asks: false, decisions: [] },
    shows: [SEEN.person, SEEN.paid, /about page_1: more/, HEARD, RULED],
  },
};
