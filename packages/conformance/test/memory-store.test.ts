import { memoryStore } from '@railyard/core/store';
import { describe, expect, it } from 'vitest';
import { testStore } from '../src/index.ts';

testStore({ describe, it }, (options) => ({ store: memoryStore(options) }));

it('calls itself volatile, so that live mode refuses it', () => {
  expect(memoryStore().durability).toBe('volatile');
});
