import { testRail } from '@railyard/conformance';
import { describe, it } from 'vitest';
import { bench } from './bench.ts';
import { DIALECTS } from './payer.ts';

describe.each(Object.keys(DIALECTS))('x402 with payers who speak %s keeps', (dialect) => {
  testRail({ describe, it }, bench(dialect));
});

describe('x402 over a facilitator that says later how a payment went keeps', () => {
  testRail({ describe, it }, bench('v2', {}, 'later'));
});

describe('x402 with three confirmations keeps', () => {
  testRail({ describe, it }, bench('v2', { confirmations: 3 }));
});
