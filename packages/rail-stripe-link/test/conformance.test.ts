import { testRail } from '@railyard/conformance';
import { describe, it } from 'vitest';
import { bench } from './bench.ts';

describe('stripeLink keeps', () => {
  testRail({ describe, it }, bench('own'));
});

describe('stripeLink on a connected account keeps', () => {
  testRail({ describe, it }, bench('connected'));
});

describe('stripeLink without webhooks, and with pages that end soon, keeps', () => {
  testRail({ describe, it }, bench('own', { webhookSecrets: [], expiresIn: 1_800 }));
});
