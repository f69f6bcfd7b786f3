import { testRail } from '@railyard/conformance';
import { describe, it } from 'vitest';
import { bench } from './bench.ts';

describe('coinbase with an Ed25519 key keeps', () => {
  testRail({ describe, it }, bench('EdDSA'));
});

describe('coinbase with an EC key, and without webhooks, keeps', () => {
  testRail({ describe, it }, bench('ES256', { webhookSecrets: [] }));
});
