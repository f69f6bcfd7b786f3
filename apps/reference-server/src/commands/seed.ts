import { resolve } from 'node:path';
import type { Call } from '../commands.ts';
import { readConfig } from '../config.ts';
import { readLimits, seedLimits } from '../limits.ts';
import { readOwnAccounts } from '../own-accounts.ts';
import { railsOffline } from '../rails/configured.ts';
import { applySeed } from '../seed/apply.ts';
import { limitsIn, placesIn, readSeed, seedSchema } from '../seed/file.ts';
import { AS_JSON, HELP, readOneAtMost } from './options.ts';
import { withRecords } from './records.ts';
import { table, told } from './text.ts';

const USAGE = `railyard seed FILE [--json]
railyard seed --schema

Makes what a file says so: sellers and where they are paid, their products, API keys by name, and caps. What the file
does not name stays as it is, and a file with a mistake changes nothing. Every server on the database of RAILYARD_FOLDER
follows at once, its search within a second. A server that is started with RAILYARD_SEED=FILE does the same at every
start.

API keys are put into files of their names in the folder "keys" of RAILYARD_FOLDER. --schema prints the JSON Schema of
the file; --json answers programs.`;

const OPTIONS = { ...HELP, ...AS_JSON, schema: { type: 'boolean' } } as const;

export async function seedCommand({ args, variables, say }: Call): Promise<void> {
  const { named, set } = readOneAtMost(args, USAGE, OPTIONS);
  if (set.help) return say(USAGE);
  if (set.schema) return say(JSON.stringify(seedSchema(), null, 2));
  if (named === null) return say(USAGE);
  const file = resolve(named);
  const seed = readSeed(file);
  const config = readConfig(variables);
  const keys = await withRecords(variables, async (store) => {
    await readLimits(store); // throws where no server has started: then nothing is written
    const own = await readOwnAccounts(store);
    const ground = {
      store,
      folder: config.folder,
      mode: config.mode,
      own: { now: own, before: own },
      checkAccount: railsOffline(config).checkAccount,
      placeOf: placesIn(file),
    };
    const files = await applySeed(ground, seed);
    await seedLimits(store, limitsIn(seed));
    return files;
  });
  const sellers = seed.sellers.length;
  const products = seed.sellers.reduce((sum, seller) => sum + seller.products.length, 0);
  const rows = [
    ['Sellers', String(sellers)],
    ['Products', String(products)],
    ...keys.map((key) => ['API key', key]),
  ];
  say(told(set, { sellers, products, key_files: keys }, table(rows)));
}
