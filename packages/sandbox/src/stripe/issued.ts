import { missing, refused } from './errors.ts';
import { groupOf, textOf } from './form.ts';
import type { IssuedToken } from './objects.ts';
import type { HeldToken } from './state.ts';
import { deactivate, issuedView, mintToken, readMinting, tokenOf } from './tokens.ts';
import type { Work } from './work.ts';

/** Issues a token to the account behind a profile. */
export function createIssued(work: Work): IssuedToken {
  const details = groupOf(work.form, 'seller_details') ?? {};
  const profile = textOf(details, 'network_business_profile') ?? '';
  const { facts } = work.state;
  const seller = [facts, facts.connected].find((one) => one.profile === profile);
  if (!seller)
    throw refused(`No such profile: '${profile}'`, { param: 'seller_details[network_business_profile]' });
  const token = mintToken(work, {
    ...readMinting(work.form, seller.account),
    issuer: work.account,
    returnUrl: textOf(work.form, 'return_url'),
    seller: { external_id: textOf(details, 'external_id') ?? '', network_business_profile: profile },
  });
  return issuedView(token);
}

export function retrieveIssued(work: Work): IssuedToken {
  return issuedView(issuedOf(work));
}

export function revokeIssued(work: Work): IssuedToken {
  const token = issuedOf(work);
  deactivate(work, token, 'revoked');
  return issuedView(token);
}

function issuedOf(work: Work): HeldToken {
  const token = work.state.tokens.get(work.id);
  if (token?.issuer !== work.account) throw missing('shared payment issued token', work.id, 'id', 404);
  return tokenOf({ ...work, account: token.account }, work.id, 'id', 404);
}
