import { isRailError } from '@railyard/core';
import { isProvider, listAccounts, type ProviderAccount, RAILS_OF } from '../accounts/record.ts';
import type { Secrets } from '../accounts/secrets.ts';
import {
  type AccountDesk,
  addAccount,
  checkAccount,
  existing,
  type Named,
  removeAccount,
  resealAccounts,
  rotateAccount,
  titleOf,
} from '../accounts/stored.ts';
import type { Call } from '../commands.ts';
import { mistake } from '../config/fields.ts';
import { type Place, readPlace } from '../config/place.ts';
import { folderOf } from '../config.ts';
import { DEMO_TENANT } from '../demo-shop.ts';
import { forgetOlderKeys, hasSealed } from '../lost-keys.ts';
import { nodeRuntime } from '../runtime.ts';
import { hasRing, openRing } from '../sealing-keys.ts';
import { readGiven } from './account/given.ts';
import { lineOf, pageOf, shownOf } from './account/shown.ts';
import { HELP, readOptions } from './options.ts';
import { withRecords } from './records.ts';

const USAGE = `railyard account list
railyard account show PROVIDER NAME
railyard account add PROVIDER NAME [--tenant NAME] [--file FILE | --variable NAME]
railyard account rotate PROVIDER NAME [--file FILE | --variable NAME]
railyard account remove PROVIDER NAME
railyard account check [PROVIDER NAME]
railyard account reseal

Accounts of sellers at stripe, coinbase or x402. A seller is paid on one whose account on a rail bears its name. Their
secrets are sealed under the first of the sealing keys, and every server on the database of RAILYARD_FOLDER holds to a
change within a second. RAILYARD_MODE, SEALING_KEYS and the addresses of providers are read as the server reads them.

Secrets come from standard input, never from arguments, as NAME=value, one a line:

  stripe    STRIPE_SECRET_KEY, STRIPE_PROFILE (for cards by agents), STRIPE_WEBHOOK_SECRET
  coinbase  COINBASE_KEY_ID, COINBASE_KEY_SECRET, COINBASE_WEBHOOK_SECRET
  x402      X402_REFUND_KEY, the key of a wallet, whose address is paid

  --file FILE      reads them from a file
  --variable NAME  reads them from this variable of the environment
  --tenant NAME    whose sellers may be paid on it; "${DEMO_TENANT}" unless given

  list    shows all, with the last four characters of each key
  show    shows one, with its webhooks and the sellers who are paid on it
  add     keeps a new account, once its provider takes the key
  rotate  gives it new secrets of the same account at the provider; what is left out stays, what is empty goes
  remove  forgets its secrets; its name stays taken
  check   opens each, and asks its provider whether it takes the key
  reseal  seals all under the first key, so that the others can be dropped`;

const OPTIONS = {
  ...HELP,
  tenant: { type: 'string' },
  file: { type: 'string' },
  variable: { type: 'string' },
} as const;

/** What a verb works with. */
interface Work {
  readonly desk: AccountDesk;
  readonly place: Place;
  /** The sealing key that seals. */
  readonly newest: string;
  readonly words: readonly string[];
  readonly options: Readonly<Partial<Record<'tenant' | 'file' | 'variable', string>>>;
  readonly variables: NodeJS.ProcessEnv;
}

interface Verb {
  readonly takes: readonly (keyof Work['options'])[];
  readonly run: (work: Work) => Promise<string>;
}

const VERBS: Readonly<Record<string, Verb>> = {
  list: { takes: [], run: list },
  show: { takes: [], run: show },
  add: { takes: ['tenant', 'file', 'variable'], run: add },
  rotate: { takes: ['file', 'variable'], run: rotate },
  remove: { takes: [], run: remove },
  check: { takes: [], run: check },
  reseal: { takes: [], run: reseal },
};

/** Keeps accounts, and asks providers through this `fetch`. */
export async function accountCommand(
  { args, variables, say }: Call,
  send: typeof fetch = fetch,
): Promise<void> {
  const end = args.findIndex((arg) => arg.startsWith('-'));
  const [name = '', ...words] = end < 0 ? args : args.slice(0, end);
  const { help, ...options } = readOptions(end < 0 ? [] : args.slice(end), USAGE, OPTIONS);
  if (help) return say(USAGE);
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  const fits = verb && Object.keys(options).every((option) => verb.takes.some((one) => one === option));
  if (!fits) throw mistake(`That is no way to use it.\n\n${USAGE}`);
  const place = readPlace(variables);
  const { sealingKeys, stripeUrl, coinbaseUrl } = place;
  const ringPlace = { folder: folderOf(variables), sealingKeys };
  const said = await withRecords(variables, async (store) => {
    if (!hasRing(ringPlace) && (await hasSealed(store))) throw mistake(NO_RING);
    const ring = openRing(ringPlace);
    const desk = { store, runtime: nodeRuntime(ring), reach: { stripeUrl, coinbaseUrl, fetch: send } };
    return verb.run({ desk, place, newest: ring[0].id, words, options, variables });
  });
  say(said);
}

const NO_RING =
  'The sealing keys of this database are not here. Set SEALING_KEYS as the server has it, or restore the file sealing-keys.';

async function list({ desk }: Work): Promise<string> {
  const accounts = await listAccounts(desk.store);
  if (accounts.length === 0) return 'There are no accounts.';
  return (await Promise.all(accounts.map((account) => lineOf(desk, account)))).join('\n');
}

async function show(work: Work): Promise<string> {
  return pageOf(work.desk, await existing(work.desk, namedIn(work)));
}

async function add(work: Work): Promise<string> {
  const { desk, place, options, variables } = work;
  const account = { ...namedIn(work), tenant: options.tenant ?? DEMO_TENANT, mode: place.mode };
  const secrets = await addAccount(desk, account, await readGiven(options, variables));
  const rails = RAILS_OF[account.provider].map((rail) => `"${rail}"`).join(' or ');
  return `${kept(work, secrets)} Have sellers of "${account.tenant}" paid on it by its name on ${rails}.`;
}

async function rotate(work: Work): Promise<string> {
  const { desk, place, options, variables } = work;
  const given = await readGiven(options, variables);
  return kept(work, await rotateAccount(desk, namedIn(work), place.mode, given));
}

async function remove(work: Work): Promise<string> {
  const account = namedIn(work);
  await removeAccount(work.desk, account);
  return `${titleOf(account)} has no secrets here any more. What is under way on it, refunds too, waits until it has.`;
}

async function check(work: Work): Promise<string> {
  const { desk, words } = work;
  const all = words.length > 0 ? [await existing(desk, namedIn(work))] : await listAccounts(desk.store);
  const accounts = words.length > 0 ? all : all.filter(({ sealed }) => sealed !== null);
  const faults = await Promise.all(accounts.map((account) => faultOf(work, account)));
  const lines = accounts.map((account, at) => `${titleOf(account)}: ${faults[at] ?? 'in order.'}`);
  if (faults.some((fault) => fault !== null)) throw mistake(lines.join('\n'));
  return lines.join('\n') || 'There are no accounts.';
}

async function faultOf({ desk, place }: Work, account: ProviderAccount): Promise<string | null> {
  try {
    await checkAccount(desk, account, place.mode);
    return null;
  } catch (error) {
    if (isRailError(error) && error.code === 'configuration') return error.message;
    throw error;
  }
}

async function reseal({ desk, newest }: Work): Promise<string> {
  const { sealed, lost } = await resealAccounts(desk);
  const done = `Under the key "${newest}" are sealed now: ${sealed}.`;
  if (lost.length > 0) {
    const names = lost.map(({ provider, name }) => `${provider} ${name}`).join(', ');
    return `${done} No key opens ${names}: restore theirs, or give them secrets with rotate.`;
  }
  await forgetOlderKeys(desk.store, newest);
  return `${done} Restart the servers, and drop the older keys two days later: payments that are under way may be sealed under them.`;
}

function kept(work: Work, secrets: Secrets): string {
  return `${titleOf(namedIn(work))} is sealed under the key "${work.newest}": ${shownOf(secrets)}.`;
}

function namedIn({ words }: Work): Named {
  const [provider = '', name = '', ...rest] = words;
  if (isProvider(provider) && name !== '' && rest.length === 0) return { provider, name };
  const providers = Object.keys(RAILS_OF).join(', ');
  throw mistake(`Name a provider, one of ${providers}, and then the account, and nothing else.\n\n${USAGE}`);
}
