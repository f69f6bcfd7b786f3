import { memoryStore } from '@railyard/core/store';
import { expect, test } from 'vitest';
import { madeOnce, remembering } from '../src/remembering.ts';

const key = { space: 'seller', key: 'acme' };

/** A store that two processes share; the one under test remembers sellers. */
function openStores() {
  const shared = memoryStore();
  const reads: string[] = [];
  let now = 0;
  const store = remembering(
    {
      ...shared,
      get(space, name) {
        reads.push(`${space} ${name}`);
        return shared.get(space, name);
      },
    },
    ['seller'],
    () => now,
  );
  const write = (into: typeof shared, value: string) =>
    into.update([key], () => ({ rows: [{ value, tenant: 'demo', state: 'open', due: null }], result: null }));
  return { shared, store, reads, write, wait: (ms: number) => void (now += ms) };
}

test('what was read is remembered for a second, and no longer', async () => {
  const { shared, store, reads, write, wait } = openStores();
  await write(shared, 'old');
  expect(await store.get('seller', 'acme')).toBe('old');
  await write(shared, 'new');
  wait(999);
  expect(await store.get('seller', 'acme')).toBe('old');
  expect(reads).toHaveLength(1);
  wait(1);
  expect(await store.get('seller', 'acme')).toBe('new');
});

test('what was not found is asked again, and so are other spaces', async () => {
  const { shared, store, reads, write } = openStores();
  expect(await store.get('seller', 'acme')).toBeNull();
  await write(shared, 'here');
  expect(await store.get('seller', 'acme')).toBe('here');
  await store.get('cart', 'acme');
  await store.get('cart', 'acme');
  expect(reads).toEqual(['seller acme', 'seller acme', 'cart acme', 'cart acme']);
});

test('its own writes hold at once', async () => {
  const { store, write } = openStores();
  await write(store, 'old');
  expect(await store.get('seller', 'acme')).toBe('old');
  await write(store, 'new');
  expect(await store.get('seller', 'acme')).toBe('new');
});

test('what is made of a value is made once for it, and anew for another', () => {
  const asked: string[] = [];
  const shape = madeOnce(({ name }: { readonly name: string }) => {
    asked.push(name);
    return { shaped: name };
  });
  const [first, second] = [{ name: 'one' }, { name: 'one' }];
  expect(shape(first)).toBe(shape(first));
  expect(shape(second)).not.toBe(shape(first));
  expect(asked).toEqual(['one', 'one']);
});
