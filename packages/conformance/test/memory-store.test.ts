import { memoryStore } from '@railyard/core/store';
import { describe, it } from 'vitest';
import { testStore } from '../src/index.ts';

testStore({ describe, it }, 'volatile', (options) => ({ store: memoryStore(options) }));
