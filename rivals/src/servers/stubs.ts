import { randomBytes } from 'node:crypto';
import type { FacilitatorClient } from '@x402/core/server';
import { stubProvider } from '../../../bench/src/servers/provider.ts';

/** A facilitator that settles everything at once. */
export function stubFacilitator() {
  const network = 'eip155:84532' as const;
  const payer = '0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A';
  return {
    verify: async () => ({ isValid: true, payer }),
    settle: async () => ({ success: true, transaction: hexOf(32), network, payer }),
    getSupported: async () => ({
      kinds: [{ x402Version: 2, scheme: 'exact', network }],
      extensions: [],
      signers: {},
    }),
  } satisfies FacilitatorClient;
}

/** A facilitator that does the same, and a chain that shows it, for a rail that believes the chain alone. */
export function stubChain(): ReturnType<typeof stubProvider> {
  const { facilitator, chain } = stubProvider();
  return { facilitator, chain: { ...chain, isUsed: async () => false } };
}

/** As much of the client of Stripe as mppx asks; every charge succeeds. */
export function stubStripe() {
  return {
    paymentIntents: {
      create: async () => ({
        id: `pi_${hexOf(12)}`,
        status: 'succeeded',
        lastResponse: { headers: {} as Record<string, string> },
      }),
    },
  };
}

function hexOf(bytes: number): string {
  return `0x${randomBytes(bytes).toString('hex')}`;
}
