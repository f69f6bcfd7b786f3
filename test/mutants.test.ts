import { expect, it } from 'vitest';
import { MUTANTS } from '../scripts/simulate/mutant-list.ts';
import { all } from '../scripts/simulate/run.ts';

const harmful = MUTANTS.filter(({ shows }) => shows !== null);

it.concurrent.each(harmful)('sees that the engine $mistake: $name', async ({ name, shows }) => {
  const task =
    typeof shows === 'number'
      ? ({ kind: 'seeds', from: shows, count: 1 } as const)
      : ({ kind: 'scenario', name: shows ?? '' } as const);
  const { found } = await all([task], { title: null, mutant: name, workers: 1, enough: 1 });
  expect(found).toHaveLength(1);
});
