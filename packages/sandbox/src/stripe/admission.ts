import { refused, StripeError } from './errors.ts';
import type { StripeFacts } from './facts.ts';
import { flavorOf } from './versions.ts';

/** Who asks, by the key and the account of the headers: the account whose objects are meant. Throws 401 or 403. */
export function accountOf(facts: StripeFacts, headers: Headers): string {
  const key = keyIn(headers.get('authorization') ?? '');
  if (key === '')
    throw new StripeError(401, 'No API key was given. Send it as "Authorization: Bearer sk_test_…".');
  const owner = [facts, facts.agent].find(({ secretKey }) => secretKey === key);
  if (!owner) throw new StripeError(401, 'Invalid API key provided.');
  const meant = headers.get('stripe-account') ?? owner.account;
  const isConnected = owner === facts && meant === facts.connected.account;
  if (meant === owner.account || isConnected) return meant;
  throw new StripeError(
    403,
    `The provided key does not have access to account '${meant}', or it does not exist.`,
    {
      code: 'account_invalid',
    },
  );
}

/** As a Bearer token, or as the user of Basic authentication, whose password is empty; nothing for anything else. */
function keyIn(authorization: string): string {
  const [, scheme = '', sent = ''] = /^(Bearer|Basic) (\S+)$/i.exec(authorization) ?? [];
  return scheme.toLowerCase() === 'basic' ? Buffer.from(sent, 'base64').toString().replace(/:$/, '') : sent;
}

/** Whose parameters the version in the headers has. Throws 400 for one that is unknown, or that was not named. */
export function readFlavor(headers: Headers): 'stable' | 'preview' {
  const version = headers.get('stripe-version');
  if (version === null) throw refused('Name a version of the API in the header Stripe-Version.');
  const flavor = flavorOf(version);
  if (flavor === null) throw refused(`Invalid Stripe API version: ${version}`);
  return flavor;
}

/** Throws for a body that is no form. */
export function checkType(headers: Headers, body: string): void {
  const type = headers.get('content-type') ?? '';
  if (body === '' || /^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) return;
  throw refused('The body must be sent as application/x-www-form-urlencoded.');
}
