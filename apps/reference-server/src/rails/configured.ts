import { join } from 'node:path';
import type { Links } from '@railyard/rail-handoff';
import type { StripeProvider } from '../config/stripe.ts';
import type { Config, Providers } from '../config.ts';
import { createRails, type Rails } from '../rails.ts';
import type { Account } from '../sellers.ts';
import { openSigningSecrets } from '../signing-secrets.ts';
import { coinbaseKind, OWN_COINBASE } from './coinbase.ts';
import { referringWith } from './handoff.ts';
import { type MppProvider, mppKind, mppRail } from './mpp.ts';
import { returnTo } from './return-url.ts';
import { OWN_STRIPE, stripeLinkKind } from './stripe-link.ts';
import { x402Kind } from './x402.ts';

/** The rails over these providers. */
export function railsFor(config: Config, { x402, stripe, coinbase }: Providers, links: Links): Rails {
  const tokens = stripe && tokensOf(config, stripe);
  const returnUrl = returnTo(config.baseUrl);
  return createRails({
    kinds: [
      stripeLinkKind(stripe, returnUrl),
      coinbaseKind(coinbase ? { [OWN_COINBASE]: coinbase } : {}, config.mode, returnUrl),
      mppKind(tokens),
      x402Kind(x402),
    ],
    referring: referringWith(links),
    cards: tokens && mppRail(tokens, tokens.profile),
  });
}

/** Cards by token, where the account of Stripe has a profile to grant them to. */
function tokensOf({ folder, mpp }: Config, { profile, ...stripe }: StripeProvider): MppProvider | null {
  if (profile === null) return null;
  const secrets = mpp.secrets ?? openSigningSecrets(join(folder, 'challenge-secrets'));
  return { ...stripe, profile, realm: mpp.realm, secrets };
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
