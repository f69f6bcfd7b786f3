import { memoryStore } from '@railyard/core/store';
import { expect, test } from 'vitest';
import { listSellers, storedSellers } from '../src/sellers.ts';
import { sellerOf } from './search/market.ts';

test('no seller takes the name of a merchant where platforms buy', async () => {
  const sellers = storedSellers(memoryStore());
  await expect(sellers.save(sellerOf('corner-market'))).rejects.toThrow(
    '"corner-market" is the name of a merchant',
  );
  expect(await sellers.find('corner-market')).toBeNull();
});

test('the sellers of a tenant are all that it has, however many', async () => {
  const store = memoryStore();
  const sellers = storedSellers(store);
  const handles = Array.from({ length: 1_001 }, (_, at) => `seller-${String(at).padStart(4, '0')}`);
  for (const handle of handles) await sellers.save(sellerOf(handle));
  await sellers.save(sellerOf('another', 'other'));
  await sellers.save({ ...sellerOf('zoe'), onSale: false });
  expect((await sellers.ofTenant('demo')).map(({ handle }) => handle)).toEqual(handles);
  expect((await listSellers(store, 'demo')).map(({ handle }) => handle)).toEqual([...handles, 'zoe']);
});
