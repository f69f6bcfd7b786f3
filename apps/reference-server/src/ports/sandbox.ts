import { hostile, type Sandbox, type SandboxOptions, startSandbox } from '@railyard/sandbox';
import { authorizationUrl } from '../authorizations.ts';
import { type BuyingSettings, buyingWith } from '../config/card.ts';
import type { Config, Providers } from '../config.ts';
import { CARD_RAIL, OWN_ISSUER } from '../rails/card.ts';
import { openPlayCardholder } from '../rails/cardholder.ts';
import type { Outside } from './outside.ts';

/** Starts a sandbox whose providers ring at the server of this configuration. */
export async function openSandbox(
  { folder, baseUrl }: Pick<Config, 'baseUrl' | 'folder'>,
  owner: NonNullable<SandboxOptions['owner']>,
): Promise<Outside> {
  const sandbox = await startSandbox({ folder, owner });
  try {
    await ringAt(baseUrl, sandbox);
    const providers = providersOf(sandbox);
    return { providers, buying: await playBuying(providers, sandbox), sandbox };
  } catch (error) {
    await sandbox.stop();
    throw error;
  }
}

async function ringAt(baseUrl: string, sandbox: Sandbox): Promise<void> {
  const yard = hostile(sandbox);
  await yard.listen(`${baseUrl}/webhooks/stripe-mpp/${sandbox.stripe.profile}`);
  await yard.listen(`${baseUrl}/webhooks/stripe-checkout/main`);
  await yard.coinbase.listen(`${baseUrl}/webhooks/coinbase/main`);
  await yard.listen(`${baseUrl}/webhooks/${CARD_RAIL}/${OWN_ISSUER}`);
  await yard.issuing.authorizeAt(authorizationUrl(baseUrl, CARD_RAIL, OWN_ISSUER));
}

function providersOf({ chain, facilitatorUrl, merchant, stripe, coinbase }: Sandbox): Providers {
  return {
    x402: {
      network: 'base-sepolia',
      payTo: merchant.address,
      facilitator: [facilitatorUrl],
      rpcUrl: chain.rpcUrl,
      refundKey: merchant.privateKey,
    },
    stripe: {
      secretKey: stripe.secretKey,
      profile: stripe.profile,
      webhookSecrets: [stripe.webhookSecret],
      apiUrl: stripe.url,
    },
    coinbase: {
      keyId: coinbase.keyId,
      keySecret: coinbase.keySecret,
      webhookSecrets: [coinbase.webhookSecret],
      apiUrl: coinbase.url,
    },
  };
}

/** Cards of the sandbox's Stripe, to buy at its shop. */
async function playBuying({ stripe }: Providers, { shop }: Sandbox): Promise<BuyingSettings | null> {
  return stripe && buyingWith(stripe, await openPlayCardholder(stripe, fetch), shop);
}
