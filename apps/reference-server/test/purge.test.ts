import { memoryStore } from '@railyard/core/store';
import { expect, test } from 'vitest';
import { purgeAll } from '../src/purge.ts';
import { QUOTE_SPACE } from '../src/quotes.ts';
import { CLICK_SPACE } from '../src/referrals/clicks.ts';

test('what cannot be dropped is told, and the rest goes', async () => {
  const store = memoryStore({ now: () => 10 });
  for (const space of [CLICK_SPACE, QUOTE_SPACE])
    await store.update([{ space, key: 'old' }], () => ({
      rows: [{ value: {}, tenant: 'demo', state: 'kept', due: 9 }],
      result: null,
    }));
  const damaged: typeof store = {
    ...store,
    update: (keys, change) =>
      keys[0]?.space === CLICK_SPACE
        ? Promise.reject(new SyntaxError('The row is damaged.'))
        : store.update(keys, change),
  };
  const told: unknown[] = [];

  await purgeAll(damaged, (error) => void told.push(error));

  expect(told).toMatchObject([{ extras: { details: { space: CLICK_SPACE, key: 'old' } } }]);
  expect(await store.get(QUOTE_SPACE, 'old')).toBeNull();
  expect(await store.get(CLICK_SPACE, 'old')).not.toBeNull();
});
