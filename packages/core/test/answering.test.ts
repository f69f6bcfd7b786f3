import { expect, it } from 'vitest';
import { answering } from '../src/checkout/answering.ts';
import { memoryStore, type Store } from '../src/store.ts';

const keys = [{ space: 'cart', key: 'a' }];
const store = memoryStore({ now: () => 0 });

it('tells that the store did not answer, for the store’s own failures alone', async () => {
  const down: Store = { ...store, update: () => Promise.reject(new Error('ECONNRESET 10.0.0.7')) };
  await expect(answering(down).update(keys, () => ({ rows: [], result: null }))).rejects.toMatchObject({
    code: 'upstream_unavailable',
    message: 'The store did not answer.',
  });
});

it('passes on what a change threw', async () => {
  const fault = new TypeError('A fault of ours.');
  const change = (): never => {
    throw fault;
  };
  await expect(answering(store).update(keys, change)).rejects.toBe(fault);
});

it('tells that the store did not answer when it failed after a change that threw ran again', async () => {
  let runs = 0;
  const flaky: Store = {
    ...store,
    async update(_, change) {
      await Promise.allSettled([Promise.resolve().then(() => change([], 0))]);
      change([], 0);
      throw new Error('ECONNRESET');
    },
  };
  const change = () => {
    runs += 1;
    if (runs === 1) throw new Error('The first run met a conflict.');
    return { rows: [], result: null };
  };
  await expect(answering(flaky).update(keys, change)).rejects.toMatchObject({ code: 'upstream_unavailable' });
});
