import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDatabase } from '../src/database.ts';
import { type KeptVariant, saveProducts, storedCatalogue } from '../src/products.ts';

const variantOf = (index: number): KeptVariant => ({
  id: `var_${index}`,
  seller: 'acme',
  title: `Camp stove, model ${index}`,
  description: 'Burns wood, folds flat and fits the pocket of a coat that has large pockets.',
  unitAmount: 4_500 + index,
  onSale: true,
});

test('a thousand products of a seller are made once, until one is written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  const store = openDatabase(folder);
  const catalogue = storedCatalogue(store);
  const save = (products: readonly KeptVariant[]) =>
    saveProducts(store, { handle: 'acme', tenant: 'demo' }, products);
  await save(Array.from({ length: 1_000 }, (_, index) => variantOf(index)));
  const first = await catalogue.variantsOf('acme');
  expect(first).toHaveLength(1_000);
  expect(await catalogue.variantsOf('acme')).toBe(first);

  await save([{ ...variantOf(7), unitAmount: 1 }]);
  expect((await catalogue.variant('var_7'))?.unitAmount).toBe(1);
  await store.close();
  rmSync(folder, { recursive: true });
});
