import { join } from 'node:path';
import type { Links } from '@railyard/rail-handoff';
import type { MountedAccounts } from '../accounts/mounted.ts';
import type { StripeProvider } from '../config/stripe.ts';
import type { Config, Providers } from '../config.ts';
import type { OwnAccount } from '../own-accounts.ts';
import { createRails, type Rails } from '../rails.ts';
import { openSigningSecrets } from '../signing-secrets.ts';
import { coinbaseKind, OWN_COINBASE } from './coinbase.ts';
import { referringWith } from './handoff.ts';
import type { RailKind } from './kind.ts';
import { type MppProvider, mppKind, mppRail, noMpp, type Signing, unknownToAll } from './mpp.ts';
import { returnTo } from './return-url.ts';
import { OWN_STRIPE, stripeLinkKind } from './stripe-link.ts';
import { x402Kind } from './x402.ts';

/** What the rails stand on beside the providers. */
export interface RailGround {
  readonly links: Links;
  readonly accounts: MountedAccounts;
}

/** The rails over these providers, and over the accounts in the store. */
export function railsFor(config: Config, providers: Providers, { links, accounts }: RailGround): Rails {
  const signing = signingOf(config, providers.stripe);
  const tokens = tokensOf(providers, signing);
  const cards = tokens ?? noMpp(signing);
  return createRails({
    kinds: kindsOf(config, providers, mppKind(tokens, signing)),
    referring: referringWith(links),
    cards: mppRail(cards, cards.profile),
    accounts,
  });
}

/** The rails as a command has them, which serves nobody: where the environment names no provider, none is set up. */
export function railsOffline(config: Config): Rails {
  const providers = config.providers ?? { x402: null, stripe: null, coinbase: null };
  const mpp = mppKind(tokensOf(providers, unknownToAll()));
  return createRails({
    kinds: kindsOf(config, providers, mpp),
    referring: referringWith(null),
    cards: null,
    accounts: null,
  });
}

function kindsOf(
  { baseUrl, mode }: Config,
  { x402, stripe, coinbase }: Providers,
  mpp: RailKind,
): readonly RailKind[] {
  const returnUrl = returnTo(baseUrl);
  return [stripeLinkKind(stripe, returnUrl), coinbaseKind(coinbase, mode, returnUrl), mpp, x402Kind(x402)];
}

/** Cards by token, where the account of Stripe has a profile to grant them to. */
function tokensOf({ stripe }: Providers, signing: Signing): MppProvider | null {
  return stripe?.profile ? { ...stripe, ...signing, profile: stripe.profile } : null;
}

function signingOf({ folder, mpp }: Config, stripe: StripeProvider | null): Signing {
  const secrets = mpp.secrets ?? openSigningSecrets(join(folder, 'challenge-secrets'));
  const { realm } = mpp;
  return { realm, secrets, ...(stripe?.apiUrl !== undefined && { apiUrl: stripe.apiUrl }) };
}

/** The accounts that these providers' keys belong to: where the sellers are paid whom the platform is paid for. */
export function accountsOf({ x402, stripe, coinbase }: Providers): readonly OwnAccount[] {
  return [
    ...(stripe ? [{ rail: 'stripe-checkout', payTo: OWN_STRIPE }] : []),
    ...(coinbase ? [{ rail: 'coinbase', payTo: OWN_COINBASE }] : []),
    ...(stripe?.profile ? [{ rail: 'stripe-mpp', payTo: stripe.profile }] : []),
    ...(x402 ? [{ rail: 'x402', payTo: x402.payTo }] : []),
  ];
}
