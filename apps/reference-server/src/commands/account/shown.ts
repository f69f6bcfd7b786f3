import { type ProviderAccount, RAILS_OF, sealingKeyOf } from '../../accounts/record.ts';
import { endOf, readSecrets, type Secrets } from '../../accounts/secrets.ts';
import { type AccountDesk, givenOf, sellersOn, titleOf } from '../../accounts/stored.ts';
import { isoOf } from '../../iso.ts';

/** What may be shown of secrets. */
export function shownOf(secrets: Secrets): string {
  const end = endOf(secrets);
  if (secrets.provider === 'x402') return end;
  const count = secrets.webhookSecrets.length;
  const webhooks =
    count === 0 ? 'no webhooks' : count === 1 ? '1 webhook secret' : `${count} webhook secrets`;
  const cards = secrets.provider === 'stripe' && secrets.profile !== null ? ', cards by agents' : '';
  return `${end}, ${webhooks}${cards}`;
}

/** An account in one line. */
export async function lineOf(desk: AccountDesk, account: ProviderAccount): Promise<string> {
  const { provider, name, tenant, mode } = account;
  return [provider.padEnd(8), name, tenant, mode, ...(await stateOf(desk, account))].join('  ');
}

/** All that may be shown of an account. */
export async function pageOf(desk: AccountDesk, account: ProviderAccount): Promise<string> {
  const { provider, tenant, mode, holder } = account;
  const sellers = (await sellersOn(desk.store, account)).map((handle) => `"${handle}"`);
  const lines = {
    'whose it is': holder ?? 'not told by the provider',
    tenant,
    money: mode,
    secrets: (await stateOf(desk, account)).join(', '),
    'paid on it': sellers.join(', ') || 'nobody',
    ...(provider !== 'x402' && { webhooks: webhooksOf(account).join(', ') }),
  };
  const shown = Object.entries(lines).map(([title, value]) => `  ${title.padEnd(13)}${value}`);
  return [titleOf(account), ...shown].join('\n');
}

/** An account as programs read it. */
export async function shapeOf(desk: AccountDesk, account: ProviderAccount): Promise<object> {
  const { provider, name, tenant, mode, holder, sealed, sealedAt } = account;
  const secrets = await secretsOf(desk, account);
  const shown = secrets && {
    end: endOf(secrets),
    webhook_secrets: secrets.provider === 'x402' ? 0 : secrets.webhookSecrets.length,
    cards: secrets.provider === 'stripe' && secrets.profile !== null,
  };
  const state = sealed === null ? 'removed' : shown ? 'sealed' : 'lost';
  const since = { state, since: isoOf(sealedAt), sealed_under: sealed && sealingKeyOf(sealed) };
  return { provider, name, tenant, mode, holder, ...since, secrets: shown };
}

/** The same with its webhooks and the sellers who are paid on it. */
export async function pageShapeOf(desk: AccountDesk, account: ProviderAccount): Promise<object> {
  const sellers = await sellersOn(desk.store, account);
  return { ...(await shapeOf(desk, account)), webhooks: webhooksOf(account), sellers };
}

function webhooksOf({ provider, name }: ProviderAccount): readonly string[] {
  return provider === 'x402' ? [] : RAILS_OF[provider].map((rail) => `/webhooks/${rail}/${name}`);
}

async function stateOf(desk: AccountDesk, account: ProviderAccount): Promise<readonly string[]> {
  const { sealed, sealedAt } = account;
  const day = new Date(sealedAt).toISOString();
  if (sealed === null) return [`removed ${day}`];
  const secrets = await secretsOf(desk, account);
  return [secrets ? shownOf(secrets) : 'cannot be opened', `sealed ${day} under "${sealingKeyOf(sealed)}"`];
}

/** Null when it was removed, or when no key of ours opens them. */
async function secretsOf({ runtime }: AccountDesk, account: ProviderAccount): Promise<Secrets | null> {
  const given = await givenOf(runtime, account);
  return given && readSecrets(account.provider, given, account.mode);
}
