// Says that it is ready, and when told to start adds one to a shared counter as often as it is asked to.
import { once } from 'node:events';
import { sqliteStore } from '../src/index.ts';

const [file = '', times = '0'] = process.argv.slice(2);
const store = sqliteStore({ file });

process.stdout.write('ready\n');
await once(process.stdin, 'data');
for (let time = 0; time < Number(times); time++) {
  await store.update([{ space: 'cart', key: 'counter' }], ([before]) => ({
    rows: [{ value: Number(before?.value ?? 0) + 1, tenant: 't1', state: 'open', due: null }],
    result: null,
  }));
}
await store.close();
process.stdin.destroy();
