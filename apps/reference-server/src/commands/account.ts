import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { RailError } from '@railyard/core';
import {
  isProvider,
  listAccounts,
  type ProviderAccount,
  RAILS_OF,
  sealingKeyOf,
} from '../accounts/record.ts';
import { endOf, type Given, givenIn, readSecrets, type Secrets } from '../accounts/secrets.ts';
import {
  type AccountDesk,
  addAccount,
  givenOf,
  type Named,
  removeAccount,
  resealAccounts,
  rotateAccount,
  titleOf,
} from '../accounts/stored.ts';
import type { Call } from '../commands.ts';
import { mistake } from '../config/fields.ts';
import { folderOf, modeOf } from '../config.ts';
import { DEMO_TENANT } from '../demo-shop.ts';
import { forgetOlderKeys } from '../lost-keys.ts';
import { nodeRuntime } from '../runtime.ts';
import { openSealingKeys, SEALING_KEYS } from '../sealing-keys.ts';
import { HELP, readOptions } from './options.ts';
import { withRecords } from './records.ts';

const USAGE = `railyard account list
railyard account add PROVIDER NAME [--tenant NAME] [--file FILE | --variable NAME]
railyard account rotate PROVIDER NAME [--file FILE | --variable NAME]
railyard account remove PROVIDER NAME
railyard account reseal

Accounts of sellers at stripe, coinbase or x402. A seller is paid on one whose account on a rail bears its name. Their
secrets are sealed under the first key of sealing-keys, and every server on the database of RAILYARD_FOLDER holds to a
change within a second. RAILYARD_MODE says whether money is real, as it does for the server.

Secrets come from standard input, never from arguments, as NAME=value, one a line:

  stripe    STRIPE_SECRET_KEY, STRIPE_PROFILE (for cards by agents), STRIPE_WEBHOOK_SECRET
  coinbase  COINBASE_KEY_ID, COINBASE_KEY_SECRET, COINBASE_WEBHOOK_SECRET
  x402      X402_REFUND_KEY, the key of a wallet, whose address is paid

  --file FILE      reads them from a file
  --variable NAME  reads them from this variable of the environment
  --tenant NAME    whose sellers may be paid on it; "${DEMO_TENANT}" unless given

  add     keeps a new account
  rotate  gives it new secrets of the same account at the provider; what is left out stays, what is empty goes
  remove  forgets its secrets; its name stays taken
  list    shows all, with the last four characters of each key
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
  add: { takes: ['tenant', 'file', 'variable'], run: add },
  rotate: { takes: ['file', 'variable'], run: rotate },
  remove: { takes: [], run: remove },
  reseal: { takes: [], run: reseal },
};

export async function accountCommand({ args, variables, say }: Call): Promise<void> {
  const end = args.findIndex((arg) => arg.startsWith('-'));
  const [name = '', ...words] = end < 0 ? args : args.slice(0, end);
  const { help, ...options } = readOptions(end < 0 ? [] : args.slice(end), USAGE, OPTIONS);
  if (help) return say(USAGE);
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  const fits = verb && Object.keys(options).every((option) => verb.takes.some((one) => one === option));
  if (!fits) throw mistake(`That is no way to use it.\n\n${USAGE}`);
  const said = await withRecords(variables, (store) => {
    const keys = openSealingKeys(join(folderOf(variables), SEALING_KEYS));
    const desk = { store, runtime: nodeRuntime(keys) };
    return verb.run({ desk, newest: keys[0].id, words, options, variables });
  });
  say(said);
}

async function add(work: Work): Promise<string> {
  const { desk, options, variables } = work;
  const account = { ...namedIn(work), tenant: options.tenant ?? DEMO_TENANT, mode: modeOf(variables) };
  const secrets = await addAccount(desk, account, await read(work));
  const rails = RAILS_OF[account.provider].map((rail) => `"${rail}"`).join(' or ');
  return `${kept(work, secrets)} Have sellers of "${account.tenant}" paid on it by its name on ${rails}.`;
}

async function rotate(work: Work): Promise<string> {
  return kept(work, await rotateAccount(work.desk, namedIn(work), modeOf(work.variables), await read(work)));
}

async function remove(work: Work): Promise<string> {
  const account = namedIn(work);
  await removeAccount(work.desk, account);
  return `${titleOf(account)} has no secrets here any more. What is under way on it, refunds too, waits until it has.`;
}

async function reseal({ desk, newest }: Work): Promise<string> {
  const { sealed, lost } = await resealAccounts(desk);
  const done = `Under the key "${newest}" are sealed now: ${sealed}.`;
  if (lost.length > 0) {
    const names = lost.map(({ provider, name }) => `${provider} ${name}`).join(', ');
    return `${done} No key opens ${names}: restore theirs, or give them secrets with rotate.`;
  }
  await forgetOlderKeys(desk.store, newest);
  return `${done} Drop the older keys in two days: payments that are under way may be sealed under them.`;
}

async function list({ desk }: Work): Promise<string> {
  const accounts = await listAccounts(desk.store);
  if (accounts.length === 0) return 'There are no accounts.';
  return (await Promise.all(accounts.map((account) => line(desk, account)))).join('\n');
}

async function line({ runtime }: AccountDesk, account: ProviderAccount): Promise<string> {
  const { provider, name, tenant, mode, sealed, sealedAt } = account;
  const columns = [provider.padEnd(8), name, tenant, mode];
  const day = new Date(sealedAt).toISOString();
  if (sealed === null) return [...columns, `removed ${day}`].join('  ');
  const given = await givenOf(runtime, account);
  const shown = given ? shownOf(readSecrets(provider, given, mode)) : 'cannot be opened';
  return [...columns, shown, `sealed ${day} under "${sealingKeyOf(sealed)}"`].join('  ');
}

function kept(work: Work, secrets: Secrets): string {
  return `${titleOf(namedIn(work))} is sealed under the key "${work.newest}": ${shownOf(secrets)}.`;
}

/** What may be shown of secrets. */
function shownOf(secrets: Secrets): string {
  const end = endOf(secrets);
  if (secrets.provider === 'x402') return end;
  const count = secrets.webhookSecrets.length;
  const webhooks =
    count === 0 ? 'no webhooks' : count === 1 ? '1 webhook secret' : `${count} webhook secrets`;
  const cards = secrets.provider === 'stripe' && secrets.profile !== null ? ', cards by agents' : '';
  return `${end}, ${webhooks}${cards}`;
}

function namedIn({ words }: Work): Named {
  const [provider = '', name = '', ...rest] = words;
  if (isProvider(provider) && name !== '' && rest.length === 0) return { provider, name };
  const providers = Object.keys(RAILS_OF).join(', ');
  throw mistake(`Name a provider, one of ${providers}, and then the account, and nothing else.\n\n${USAGE}`);
}

async function read({ options: { file, variable }, variables }: Work): Promise<Given> {
  if (file !== undefined && variable !== undefined) throw mistake('Give --file or --variable, and not both.');
  if (variable !== undefined) return givenIn(variables[variable] ?? '');
  if (file !== undefined) return givenIn(textOf(file));
  if (process.stdin.isTTY)
    throw mistake(
      'Standard input is this terminal, which shows what is typed. Pipe the secrets in, or give --file or --variable.',
    );
  return givenIn(await text(process.stdin));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new RailError('configuration', `The file "${file}" cannot be read.`, { cause });
  }
}
