import type { Fault } from '../fakes/fault.ts';
import { type Random, randomFrom } from '../fakes/random.ts';
import type { Operation } from '../fakes/wire.ts';
import { SHIRT } from './ask.ts';
import type {
  CartPlan,
  ClientPlan,
  Ending,
  HabitName,
  Mishap,
  Plan,
  PlannedFault,
  RailName,
  SpendingPlan,
  Worth,
} from './plan.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const OWNERS: readonly [CartPlan, ...CartPlan[]] = [
  { tenant: 'acme', principal: 'alice' },
  { tenant: 'acme', principal: 'bob' },
  { tenant: 'beta', principal: 'alice' },
];
const RAILS: readonly [RailName, ...RailName[]] = ['keyed', 'nonce', 'hosted'];
const HABITS: readonly [HabitName, ...HabitName[]] = [
  'steady',
  'steady',
  'fresh_key',
  'fresh_credential',
  'fresh_both',
  'rail_hopper',
  'editor',
  'no_key',
  'borrower',
  'rewriter',
  'stranger',
];
const OPERATIONS: readonly [Operation, ...Operation[]] = [
  'charge',
  'charge',
  'find_charge',
  'submit',
  'submit',
  'read_chain',
  'open_page',
  'open_page',
  'find_page',
  'close_page',
  'refund',
];

/** The history of a seed. How much goes wrong in it is drawn too: some are calm, some are storms. */
export function planOf(seed: number): Plan {
  const random = randomFrom(seed);
  const weather = random.pick([0.2, 1, 2.5]);
  const many = (most: number): number => random.below(Math.round(most * weather) + 1);
  const carts = list(1 + random.below(2), () => random.pick(OWNERS));
  const hosts = 1 + random.below(2);

  return {
    seed,
    carts,
    hosts: list(hosts, () => ({
      skew: random.below(4 * SECOND) - 2 * SECOND,
      sweepEvery: random.pick([5 * SECOND, 30 * SECOND, 5 * MINUTE]),
    })),
    clients: list(1 + random.below(3), () => drawClient(random, carts.length)),
    faults: list(many(4), () => drawFault(random)),
    mishaps: list(many(3), () => drawMishap(random, hosts)),
    landings: list(many(2), (authorization) => ({ authorization, after: soonOrLate(random) })),
    visits: list(random.below(4), (page) => ({ page, after: soonOrLate(random) })),
    endings: list(random.below(3), (payment) => drawEnding(random, payment)),
    eventsRefused: random.pick([0, 0, 0, 1, 3]),
    linger: random.pick([0, 0, 5 * MINUTE, 30 * MINUTE]),
    refundsRefusedFrom: random.chance(0.1) ? random.below(10 * MINUTE) : null,
    // Drawn apart, so that the rest of a history is what it was.
    spending: drawSpending(randomFrom(seed + 0x5bd1e995)),
    ...drawWebhooks(randomFrom(seed + 0x27d4eb2f), weather),
  };
}

function drawSpending(random: Random): SpendingPlan | null {
  if (!random.chance(0.35)) return null;
  return {
    budget: random.pick([SHIRT, SHIRT + 300, 2 * SHIRT, 10 * SHIRT]),
    asks: random.chance(0.4),
    decisions: list(4, (question) => ({
      question,
      after: soonOrLate(random),
      decision: random.pick(['approved', 'approved', 'approved', 'denied']),
    })),
  };
}

function drawWebhooks(
  random: Random,
  weather: number,
): Pick<Plan, 'rings' | 'transfers' | 'posts' | 'forgeries'> {
  if (!random.chance(0.7)) return { rings: false, transfers: [], posts: [], forgeries: [] };
  return {
    rings: true,
    transfers: list(random.below(3), () => ({
      page: random.below(2),
      after: random.chance(0.1) ? 25 * HOUR : soonOrLate(random),
      sum: random.pick(['full', 'full', 'short']),
    })),
    posts: list(random.below(Math.round(4 * weather) + 1), () => ({
      sending: 1 + random.below(15),
      fault: drawKind(random, random.pick([500, 25 * SECOND, 5 * MINUTE, 3 * HOUR, 30 * HOUR])),
    })),
    forgeries: list(random.below(2), () => ({ page: random.below(2), after: soonOrLate(random) })),
  };
}

function drawClient(random: Random, carts: number): ClientPlan {
  return {
    habit: random.pick(HABITS),
    cart: random.below(carts),
    rail: random.pick(RAILS),
    from: random.pick([0, 5, 50, 2 * SECOND, MINUTE, 20 * MINUTE]),
    pauses: Array.from({ length: 1 + random.below(5) }, () => drawPause(random)),
    credentials: [drawWorth(random), drawWorth(random), drawWorth(random)],
    validFor: random.pick([2 * MINUTE, 10 * MINUTE, 2 * HOUR]),
    seed: random.bits(),
  };
}

function drawPause(random: Random): number {
  if (random.chance(0.02)) return 26 * HOUR;
  return random.pick([0, 30, SECOND, 5 * SECOND, 30 * SECOND, 3 * MINUTE, 20 * MINUTE]);
}

function drawWorth(random: Random): Worth {
  return random.pick(['good', 'good', 'good', 'declined', 'pending', 'short', 'refused', 'refused']);
}

function drawFault(random: Random): PlannedFault {
  const fault = drawKind(random, random.pick([500, 15 * SECOND, 25 * SECOND, 5 * MINUTE, 40 * MINUTE]));
  const at = random.pick([0, 0, 10 * SECOND, 2 * MINUTE, HOUR]);
  return { at, operation: random.pick(OPERATIONS), fault };
}

function drawKind(random: Random, ms: number): Fault {
  return random.pick<Fault>([
    { type: 'lost_request' },
    { type: 'error_before' },
    { type: 'lost_reply' },
    { type: 'lost_reply' },
    { type: 'error_after' },
    { type: 'hang' },
    { type: 'duplicate', ms },
    { type: 'slow_request', ms },
    { type: 'slow_reply', ms },
  ]);
}

function drawMishap(random: Random, hosts: number): Mishap {
  const what = random.pick<Mishap['what']>(['crash', 'crash', 'freeze', 'freeze', 'store_error']);
  const when = random.pick<Mishap['when']>(['before', 'after']);
  const down = random.pick([100, 10 * SECOND, 3 * MINUTE]);
  const frozen = random.pick([5 * SECOND, 25 * SECOND, 2 * MINUTE, HOUR, 25 * HOUR]);
  return {
    host: random.below(hosts),
    call: 1 + random.below(40),
    what,
    when,
    ms: what === 'freeze' ? frozen : down,
  };
}

function drawEnding(random: Random, payment: number): Ending {
  return { payment, after: soonOrLate(random), end: random.pick(['succeeded', 'declined']) };
}

function soonOrLate(random: Random): number {
  return random.pick([0, 20, 300, 5 * SECOND, MINUTE, 30 * MINUTE, 3 * HOUR]);
}

function list<T>(length: number, draw: (index: number) => T): T[] {
  return Array.from({ length }, (_, index) => draw(index));
}
