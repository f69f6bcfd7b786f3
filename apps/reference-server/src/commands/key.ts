import { mistake } from '../config/fields.ts';
import { readPlace } from '../config/place.ts';
import { isoOf } from '../iso.ts';
import { keyFrom, keyInput } from '../keys/input.ts';
import { type IssuedKey, keyIdOf, newApiKey, SCOPES, storedKeys } from '../keys.ts';
import { readAs } from '../read-as.ts';
import { storedSellers } from '../sellers.ts';
import { TENANT, withActions } from './actions.ts';
import { AS_JSON, readNamed, readOptions } from './options.ts';
import { withRecords } from './records.ts';
import { dated, table, told } from './text.ts';

const USAGE = `railyard key create --scope SCOPE… [--name NAME] [--tenant TENANT] [--seller HANDLE]
railyard key list [--tenant TENANT]
railyard key revoke ID
each with --json, for programs

The API keys in the database of RAILYARD_FOLDER, of which it holds hashes alone. create prints the key, this once and
with nothing beside it; it begins with kfa_test_ or kfa_live_, as RAILYARD_MODE says. list tells the ids.

  --scope checkout:write   what it may do, as often as needed: ${SCOPES.join(', ')}
  --name shop-bot          what you call it
  --tenant demo            whose sellers it is for; demo unless said otherwise
  --seller fern            the one seller it is for; all of the tenant unless said otherwise

revoke ends a key on every server at once, for good. Payments that it began are finished all the same, and pages
that it opened stay open: "railyard order" tells what came of them.

To rotate: create another key, give it to the agent, let the agent finish what it has begun under the old one (a cart
and its order belong to the key that made the cart), and revoke the old one. If it has leaked, revoke it first.`;

export const keyCommand = withActions(USAGE, {
  async create({ args, variables, say }) {
    const { scope, json, ...set } = readOptions(args, USAGE, {
      ...TENANT,
      ...AS_JSON,
      scope: { type: 'string', multiple: true },
      name: { type: 'string' },
      seller: { type: 'string' },
    });
    const { name, ...input } = readAs(NAMELESS, { ...set, scopes: scope }, (path) =>
      path[0] === 'scopes' ? '--scope' : `--${String(path[0])}`,
    );
    const secret = newApiKey(readPlace(variables).mode);
    const key = await withRecords(variables, async (store) => {
      const seller = input.seller ? await storedSellers(store).find(input.seller) : null;
      const made = keyFrom(input, keyIdOf(secret), seller);
      await storedKeys(store).register(secret, made, name);
      return made;
    });
    say(told({ json }, { api_key: secret, id: key.id }, secret));
  },
  async list({ args, variables, say }) {
    const { tenant, ...set } = readOptions(args, USAGE, { ...TENANT, ...AS_JSON });
    const keys = await withRecords(variables, (store) => storedKeys(store).ofTenant(tenant));
    const none = `The tenant "${tenant}" has no API key.`;
    say(told(set, keys.map(shape), keys.length === 0 ? none : table([HEAD, ...keys.map(row)])));
  },
  async revoke({ args, variables, say }) {
    const { named: id, set } = readNamed(args, USAGE, AS_JSON);
    const key = await withRecords(variables, (store) => storedKeys(store).revoke(id));
    if (!key) throw mistake(`There is no API key "${id}". The ids are in: railyard key list.`);
    say(told(set, shape(key), table([HEAD, row(key)])));
  },
});

const NAMELESS = keyInput.partial({ name: true });
const HEAD = ['ID', 'NAME', 'TENANT', 'SELLER', 'SCOPES', 'CREATED', 'REVOKED'];

function row({ id, name, tenant, seller, scopes, createdAt, revokedAt }: IssuedKey): readonly string[] {
  const of = [id, name ?? '-', tenant, seller ?? 'all', scopes.join(',')];
  return [...of, dated(createdAt), dated(revokedAt)];
}

function shape({ id, name, tenant, seller, scopes, createdAt, revokedAt }: IssuedKey): object {
  const at = { created_at: isoOf(createdAt), revoked_at: isoOf(revokedAt) };
  return { id, name, tenant, seller, scopes, ...at };
}
