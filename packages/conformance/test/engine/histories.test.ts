import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { live } from './history.ts';
import { step } from './steps.ts';

it('keeps its promises in whatever order calls, faults, crashes and other people’s acts come', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 24 }), async (steps) => {
      expect(await live(steps)).toEqual([]);
    }),
    { numRuns: 300, seed: 1 },
  );
});
