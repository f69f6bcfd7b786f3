import type { Store } from '@railyard/core';
import { listAccounts } from '../accounts/record.ts';
import type { Call } from '../commands.ts';
import { mistake } from '../config/fields.ts';
import { readConfig } from '../config.ts';
import { DEMO_TENANT } from '../demo-shop.ts';
import { readBoughtAt } from '../merchants/bought-at.ts';
import { readOwnAccounts } from '../own-accounts.ts';
import { idleCardMount } from '../rails/card.ts';
import { railsOffline } from '../rails/configured.ts';
import { type KnownRails, standingsOf } from '../rails/standing.ts';
import { listSellers } from '../sellers.ts';
import { AS_JSON, HELP, readOneAtMost } from './options.ts';
import {
  HEAD_FOR_ALL,
  HEAD_OF_SELLER,
  type RailForAll,
  rowForAll,
  rowOfSeller,
  shapeForAll,
  shapeOfSeller,
} from './rails/shown.ts';
import { withRecords } from './records.ts';
import { known } from './seller.ts';
import { table, told } from './text.ts';

const USAGE = `railyard rails [--tenant TENANT]
railyard rails HANDLE
each with --json, for programs

The rails that there are, who pays on them, and the sellers of the tenant for whom they are active. On "card" the platform
pays itself, at merchants elsewhere: it is no seller's. With a handle: where that seller is paid on each rail, and why not
on the others. "railyard seller set HANDLE --rail" changes it.

What is set up is what the last server had set up that was started on the database of RAILYARD_FOLDER. Whether an account
that is kept here can be used is for "railyard account check".

  --tenant demo   whose sellers are shown; demo unless said otherwise`;

const OPTIONS = { ...HELP, ...AS_JSON, tenant: { type: 'string' } } as const;

export async function railsCommand({ args, variables, say }: Call): Promise<void> {
  const { named, set } = readOneAtMost(args, USAGE, OPTIONS);
  if (set.help) return say(USAGE);
  if (named === null) {
    const rails = await railsForAll(variables, set.tenant ?? DEMO_TENANT);
    return say(told(set, rails.map(shapeForAll), table([HEAD_FOR_ALL, ...rails.map(rowForAll)])));
  }
  if (set.tenant !== undefined) throw mistake('A handle is of one tenant alone. Leave --tenant out.');
  const standings = await withKnown(variables, async (knownRails, store) =>
    standingsOf(knownRails, await known(store, named)),
  );
  const rows = standings.map((standing) => rowOfSeller(named, standing));
  say(told(set, standings.map(shapeOfSeller), table([HEAD_OF_SELLER, ...rows])));
}

function railsForAll(variables: NodeJS.ProcessEnv, tenant: string): Promise<readonly RailForAll[]> {
  return withKnown(variables, async (knownRails, store) => {
    const sellers = await listSellers(store, tenant);
    const standings = await Promise.all(sellers.map((seller) => standingsOf(knownRails, seller)));
    const sold = knownRails.rails.platform.map(({ rail: { id, manifest } }) => {
      const active = sellers.filter((_, at) =>
        standings[at]?.some(({ rail, whyNot }) => rail === id && whyNot === null),
      );
      const isSetUp = knownRails.own.some(({ rail }) => rail === id);
      return { rail: id, manifest, isSetUp, sellers: active.map(({ handle }) => handle), merchants: [] };
    });
    return [...sold, cardsFor(await readBoughtAt(store))];
  });
}

/** The rail on which the platform pays itself, at these merchants. */
function cardsFor(merchants: readonly string[]): RailForAll {
  const { id, manifest } = idleCardMount().rail;
  return { rail: id, manifest, isSetUp: merchants.length > 0, sellers: [], merchants };
}

async function withKnown<T>(
  variables: NodeJS.ProcessEnv,
  work: (knownRails: KnownRails, store: Store) => Promise<T>,
): Promise<T> {
  const rails = railsOffline(readConfig(variables));
  return withRecords(variables, async (store) => {
    const [own, kept] = await Promise.all([readOwnAccounts(store), listAccounts(store)]);
    return work({ rails, own, kept }, store);
  });
}
