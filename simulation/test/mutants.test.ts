import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Task } from '../src/messages.ts';
import { MUTANTS, type Mutant } from '../src/mutants/index.ts';
import { all } from '../src/run.ts';

const PACKAGES = join(import.meta.dirname, '../../packages');

it.each(MUTANTS)('finds the place of $name in the sources', ({ edits }) => {
  for (const { file, from } of edits) {
    expect(readFileSync(join(PACKAGES, file), 'utf8').split(from)).toHaveLength(2);
  }
});

it.each(MUTANTS.filter(({ shows }) => shows !== null))(
  'sees in the history that is known to show it when the engine $mistake',
  async ({ name, shows }) => {
    const { found } = await all([taskOf(shows)], { title: null, mutant: name, workers: 1, enough: 1 });
    expect(found).toHaveLength(1);
  },
);

it('fails for a mutant that is not there', async () => {
  const run = all([taskOf(1)], { title: null, mutant: 'no_such_mistake', workers: 1 });
  await expect(run).rejects.toThrow('A worker ended with 1.');
});

it('finds nothing wrong in these histories when nothing is planted', async () => {
  const tasks = new Set(MUTANTS.flatMap(({ shows }) => (typeof shows === 'number' ? [shows] : [])));
  const { found, histories } = await all([...tasks].map(taskOf), { title: null, trace: true, workers: 1 });
  expect({ found, histories }).toEqual({ found: [], histories: tasks.size });
});

function taskOf(shows: Mutant['shows']): Task {
  return typeof shows === 'string'
    ? { kind: 'scenario', name: shows }
    : { kind: 'seeds', from: shows ?? 0, count: 1 };
}
