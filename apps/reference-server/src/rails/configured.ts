import { join } from 'node:path';
import type { Links } from '@railyard/rail-handoff';
import type { MountedAccounts } from '../accounts/mounted.ts';
import type { StripeProvider } from '../config/stripe.ts';
import type { Config, Providers } from '../config.ts';
import { createRails, type Rails } from '../rails.ts';
import type { Account } from '../sellers.ts';
import { openSigningSecrets } from '../signing-secrets.ts';
import { coinbaseKind, OWN_COINBASE } from './coinbase.ts';
import { referringWith } from './handoff.ts';
import { mppKind, mppRail, noMpp, type Signing } from './mpp.ts';
import { returnTo } from './return-url.ts';
import { OWN_STRIPE, stripeLinkKind } from './stripe-link.ts';
import { x402Kind } from './x402.ts';

/** What the rails stand on beside the providers. */
export interface RailGround {
  readonly links: Links;
  readonly accounts: MountedAccounts;
}

/** The rails over these providers, and over the accounts in the store. */
export function railsFor(
  config: Config,
  { x402, stripe, coinbase }: Providers,
  { links, accounts }: RailGround,
): Rails {
  const signing = signingOf(config, stripe);
  const tokens = stripe?.profile ? { ...stripe, ...signing, profile: stripe.profile } : null;
  const returnUrl = returnTo(config.baseUrl);
  const cards = tokens ?? noMpp(signing);
  return createRails({
    kinds: [
      stripeLinkKind(stripe, returnUrl),
      coinbaseKind(coinbase, config.mode, returnUrl),
      mppKind(tokens, signing),
      x402Kind(x402),
    ],
    referring: referringWith(links),
    cards: mppRail(cards, cards.profile),
    accounts,
  });
}

function signingOf({ folder, mpp }: Config, stripe: StripeProvider | null): Signing {
  const secrets = mpp.secrets ?? openSigningSecrets(join(folder, 'challenge-secrets'));
  const { realm } = mpp;
  return { realm, secrets, ...(stripe?.apiUrl !== undefined && { apiUrl: stripe.apiUrl }) };
}

/** The accounts that these providers' keys belong to: where the demo's sellers are paid. */
export function accountsOf({ x402, stripe, coinbase }: Providers): readonly Omit<Account, 'active'>[] {
  return [
    ...(stripe ? [{ rail: 'stripe-checkout', payTo: OWN_STRIPE }] : []),
    ...(coinbase ? [{ rail: 'coinbase', payTo: OWN_COINBASE }] : []),
    ...(stripe?.profile ? [{ rail: 'stripe-mpp', payTo: stripe.profile }] : []),
    ...(x402 ? [{ rail: 'x402', payTo: x402.payTo }] : []),
  ];
}
