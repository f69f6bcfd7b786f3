import { isRailError, type Mode } from '@railyard/core';
import { listAccounts, type ProviderAccount, RAILS_OF } from '../accounts/record.ts';
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
import type { Call, Command } from '../commands.ts';
import { mistake } from '../config/fields.ts';
import { DEMO_TENANT } from '../demo-shop.ts';
import { forgetLinkedKeys, forgetOlderKeys } from '../lost-keys.ts';
import { type Resealed, resealLinked } from '../merchants/accounts.ts';
import { type Work, withDesk } from './account/desk.ts';
import { readGiven } from './account/given.ts';
import { readAccount } from './account/named.ts';
import { lineOf, pageOf, pageShapeOf, shapeOf, shownOf } from './account/shown.ts';
import { TENANT, withActions } from './actions.ts';
import { AS_JSON, readOptions, readWords } from './options.ts';
import { told } from './text.ts';

const USAGE = `railyard account list
railyard account show PROVIDER NAME
railyard account add PROVIDER NAME [--tenant NAME] [--file FILE | --variable NAME]
railyard account rotate PROVIDER NAME [--file FILE | --variable NAME]
railyard account remove PROVIDER NAME
railyard account check [PROVIDER NAME]
railyard account reseal
each with --json, for programs

Accounts of sellers at stripe, coinbase or x402. A seller is paid on one whose account on a rail bears its name. Their
secrets are sealed under the first of the sealing keys, and every server on the database of RAILYARD_FOLDER holds to a
change at once. RAILYARD_MODE, SEALING_KEYS and the addresses of providers are read as the server reads them.

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

const SOURCE = { file: { type: 'string' }, variable: { type: 'string' } } as const;

const NONE = 'There are no accounts.';

/** Keeps accounts, and asks providers through this `fetch`. */
export function accountCommand(call: Call, send: typeof fetch = fetch): Promise<void> {
  const over = (action: Action): Command => {
    return ({ variables, ...rest }) =>
      withDesk(variables, send, (work) => action({ ...rest, variables }, work));
  };
  const actions = Object.entries({ list, show, add, rotate, remove, check, reseal });
  return withActions(USAGE, Object.fromEntries(actions.map(([name, action]) => [name, over(action)])))(call);
}

type Action = (call: Call, work: Work) => Promise<void>;

async function list({ args, say }: Call, { desk }: Work): Promise<void> {
  const set = readOptions(args, USAGE, AS_JSON);
  const accounts = await listAccounts(desk.store);
  const lines = await Promise.all(accounts.map((account) => lineOf(desk, account)));
  const shapes = await Promise.all(accounts.map((account) => shapeOf(desk, account)));
  say(told(set, shapes, lines.join('\n') || NONE));
}

async function show({ args, say }: Call, { desk }: Work): Promise<void> {
  const { words, set } = readWords(args, USAGE, AS_JSON);
  const account = await existing(desk, readAccount(words, USAGE));
  say(told(set, await pageShapeOf(desk, account), await pageOf(desk, account)));
}

async function add({ args, variables, say }: Call, { desk, mode, newest }: Work): Promise<void> {
  const { words, set } = readWords(args, USAGE, { ...TENANT, ...SOURCE, ...AS_JSON });
  const named = readAccount(words, USAGE);
  const { tenant } = set;
  const secrets = await addAccount(desk, { ...named, tenant, mode }, await readGiven(set, variables));
  const rails = RAILS_OF[named.provider].map((rail) => `"${rail}"`).join(' or ');
  const next = `Have sellers of "${tenant}" paid on it by its name on ${rails}.`;
  say(told(set, await shapeNow(desk, named), `${kept(named, secrets, newest)} ${next}`));
}

async function rotate({ args, variables, say }: Call, { desk, mode, newest }: Work): Promise<void> {
  const { words, set } = readWords(args, USAGE, { ...SOURCE, ...AS_JSON });
  const named = readAccount(words, USAGE);
  const secrets = await rotateAccount(desk, named, mode, await readGiven(set, variables));
  say(told(set, await shapeNow(desk, named), kept(named, secrets, newest)));
}

async function remove({ args, say }: Call, { desk }: Work): Promise<void> {
  const { words, set } = readWords(args, USAGE, AS_JSON);
  const named = readAccount(words, USAGE);
  await removeAccount(desk, named);
  const gone = `${titleOf(named)} has no secrets here any more. What is under way on it, refunds too, waits until it has.`;
  say(told(set, await shapeNow(desk, named), gone));
}

/** Programs are told all accounts, and by the end of the command whether each is in order. */
async function check({ args, say }: Call, { desk, mode }: Work): Promise<void> {
  const { words, set } = readWords(args, USAGE, AS_JSON);
  const accounts =
    words.length > 0
      ? [await existing(desk, readAccount(words, USAGE))]
      : (await listAccounts(desk.store)).filter(({ sealed }) => sealed !== null);
  const faults = await Promise.all(accounts.map((account) => faultOf(desk, account, mode)));
  const lines = accounts.map((account, at) => `${titleOf(account)}: ${faults[at] ?? 'in order.'}`).join('\n');
  const shapes = accounts.map(({ provider, name }, at) => ({ provider, name, fault: faults[at] ?? null }));
  const isFaulty = faults.some((fault) => fault !== null);
  if (set.json || !isFaulty) say(told(set, shapes, lines || NONE));
  if (isFaulty) throw mistake(lines);
}

async function faultOf(desk: AccountDesk, account: ProviderAccount, mode: Mode): Promise<string | null> {
  try {
    await checkAccount(desk, account, mode);
    return null;
  } catch (error) {
    if (isRailError(error) && error.code === 'configuration') return error.message;
    throw error;
  }
}

async function reseal({ args, say }: Call, { desk, newest }: Work): Promise<void> {
  const set = readOptions(args, USAGE, AS_JSON);
  const { sealed, lost } = await resealAccounts(desk);
  if (lost.length === 0) await forgetOlderKeys(desk.store, newest);
  const linked = await resealLinked(desk.store, desk.runtime);
  await forgetLinkedKeys(desk.store, linked.keys);
  const names = lost.map(({ provider, name }) => `${provider} ${name}`).join(', ');
  const next =
    lost.length > 0
      ? `No key opens ${names}: restore theirs, or give them secrets with rotate.`
      : 'Restart the servers, and drop the older keys two days later: payments that are under way may be sealed under them.';
  const shape = {
    key: newest,
    sealed,
    lost: lost.map(({ provider, name }) => ({ provider, name })),
    linked_accounts: { sealed: linked.sealed, lost: linked.lost },
  };
  say(told(set, shape, `Under the key "${newest}" are sealed now: ${sealed}.${ofLinked(linked)} ${next}`));
}

function ofLinked({ sealed, lost }: Resealed): string {
  const also = sealed === 0 ? '' : ` So are accounts that buyers have linked at merchants: ${sealed}.`;
  return lost === 0 ? also : `${also} No key opens ${lost} that buyers have linked: they link them anew.`;
}

async function shapeNow(desk: AccountDesk, named: Named): Promise<object> {
  return shapeOf(desk, await existing(desk, named));
}

function kept(named: Named, secrets: Secrets, newest: string): string {
  return `${titleOf(named)} is sealed under the key "${newest}": ${shownOf(secrets)}.`;
}
