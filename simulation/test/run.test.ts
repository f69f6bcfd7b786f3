import { expect, it } from 'vitest';
import { all } from '../src/run.ts';

it('fails when a worker is killed, and does not report what was done until then', async () => {
  const run = all([{ kind: 'seeds', from: 1, count: 1 }], {
    title: null,
    workers: 1,
    worker: '../test/killed-worker.ts',
  });
  await expect(run).rejects.toThrow('A worker ended with SIGKILL.');
});

it('fails when the engine leaves a rejection unhandled in the last history of all', async () => {
  const run = all([{ kind: 'seeds', from: 1, count: 1 }], {
    title: null,
    workers: 1,
    worker: '../test/careless-worker.ts',
  });
  await expect(run).rejects.toThrow('A worker ended with 1.');
});
