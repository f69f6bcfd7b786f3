import { testRail } from '@railyard/conformance';
import { describe, it } from 'vitest';
import { bench } from './bench.ts';

describe('handoff with links to products keeps', () => {
  testRail({ describe, it }, bench('with links'));
});

describe('handoff to the storefront alone keeps', () => {
  testRail({ describe, it }, bench('without links'));
});
