import * as fc from 'fast-check';
import type { Fault, Operation } from '../../src/index.ts';
import { HOUR } from './world.ts';

const SECOND = 1_000;

const NONCES = ['n1', 'n2', 'refused1'];
export const TOKENS = ['tok_a', 'tok_b', 'tok_declined', 'tok_pending'];

const fault = fc.oneof<fc.Arbitrary<Fault>[]>(
  fc.constantFrom(
    { type: 'lost_request' },
    { type: 'lost_reply' },
    { type: 'error_after' },
    { type: 'hang' },
  ),
  fc.record({
    type: fc.constantFrom('slow_request' as const, 'slow_reply' as const),
    ms: fc.constantFrom(5_000, 60_000),
  }),
);
const OPERATIONS: readonly Operation[] = [
  'charge',
  'find_charge',
  'submit',
  'read_chain',
  'open_page',
  'find_page',
  'close_page',
  'refund',
];

/** One thing that happens: a call, a fault, somebody else's act, or time passing. */
export const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      key: fc.constantFrom('key-1', 'key-1', 'key-2', null),
      credential: fc.constantFrom(null, ...NONCES, ...TOKENS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('page' as const), key: fc.constantFrom('key-1', 'key-3') }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('edit' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      operation: fc.constantFrom(...OPERATIONS),
      fault,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('visit' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('land' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reconcile' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('crash' as const), at: fc.integer({ min: 1, max: 12 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(10, 200, 3 * SECOND, 25 * SECOND, 90 * SECOND, HOUR),
    }),
  },
);
export type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;
