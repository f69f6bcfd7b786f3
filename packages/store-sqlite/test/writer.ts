// Writes groups of records one after the other, and prints the number of each group once it is acknowledged.
import { sqliteStore } from '../src/index.ts';

const [file = '', groups = '0', size = '4'] = process.argv.slice(2);
const store = sqliteStore({ file });

for (let group = 0; group < Number(groups); group++) {
  const writes = Array.from({ length: Number(size) }, (_, member) =>
    store.update([{ space: 'cart', key: `${group}.${member}` }], () => ({
      rows: [{ value: { group }, tenant: 't1', state: 'open', due: null }],
      result: null,
    })),
  );
  await Promise.all(writes);
  process.stdout.write(`${group}\n`);
}
await store.close();
