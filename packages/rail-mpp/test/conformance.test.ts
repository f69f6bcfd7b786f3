import { testRail } from '@railyard/conformance';
import { describe, it } from 'vitest';
import { bench } from './bench.ts';

describe('mpp with tokens that answer a challenge keeps', () => {
  testRail({ describe, it }, bench('standard'));
});

describe('mpp with bare tokens keeps', () => {
  testRail({ describe, it }, bench('raw'));
});

describe('mpp on a connected account, with a fee for the platform, keeps', () => {
  testRail({ describe, it }, bench('standard', 'connected'));
});

describe('mpp without webhooks and bare tokens keeps', () => {
  testRail({ describe, it }, bench('standard', 'own', { webhookSecrets: [], rawTokens: false }));
});
