// Run with `node --test`: the same laws under the runner that comes with Node.
import { describe, it } from 'node:test';
import { memoryStore } from '@railyard/core/store';
import { testRail, testStore } from '../../src/index.ts';
import { keyed, over } from './benches.ts';

const isBroken = process.env.BROKEN === 'yes';
const silent = over(keyed, () => ({ settle: async () => ({ state: 'unknown', reason: 'silence' }) }));

testRail({ describe, it }, isBroken ? silent : keyed);
testStore({ describe, it }, 'volatile', (options) => ({ store: memoryStore(options) }));
