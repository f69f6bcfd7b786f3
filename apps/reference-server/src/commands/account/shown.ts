import { type ProviderAccount, RAILS_OF, sealingKeyOf } from '../../accounts/record.ts';
import { endOf, readSecrets, type Secrets } from '../../accounts/secrets.ts';
import { type AccountDesk, givenOf, sellersOn, titleOf } from '../../accounts/stored.ts';

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
  const { provider, name, tenant, mode, holder } = account;
  const sellers = await sellersOn(desk.store, account);
  const lines = {
    'whose it is': holder ?? 'not told by the provider',
    tenant,
    money: mode,
    secrets: (await stateOf(desk, account)).join(', '),
    'paid on it': sellers.join(', ') || 'nobody',
    ...(provider !== 'x402' && {
      webhooks: RAILS_OF[provider].map((rail) => `/webhooks/${rail}/${name}`).join(', '),
    }),
  };
  const shown = Object.entries(lines).map(([title, value]) => `  ${title.padEnd(13)}${value}`);
  return [titleOf(account), ...shown].join('\n');
}

async function stateOf(
  { runtime }: Pick<AccountDesk, 'runtime'>,
  account: ProviderAccount,
): Promise<readonly string[]> {
  const { provider, mode, sealed, sealedAt } = account;
  const day = new Date(sealedAt).toISOString();
  if (sealed === null) return [`removed ${day}`];
  const given = await givenOf(runtime, account);
  const shown = given ? shownOf(readSecrets(provider, given, mode)) : 'cannot be opened';
  return [shown, `sealed ${day} under "${sealingKeyOf(sealed)}"`];
}
