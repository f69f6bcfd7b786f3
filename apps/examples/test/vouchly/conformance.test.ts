import { testRail } from '@railyard/conformance';
import { describe, it } from 'vitest';
import { bench } from './bench.ts';

testRail({ describe, it }, bench);
