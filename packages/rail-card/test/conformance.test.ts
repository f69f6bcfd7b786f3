import { testRail } from '@railyard/conformance';
import { describe, it } from 'vitest';
import { bench } from './bench.ts';

describe('cardRail keeps', () => {
  testRail({ describe, it }, bench);
});
