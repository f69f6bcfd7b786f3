import { Credential } from 'mppx';
import { evm, Mppx, stripe } from 'mppx/client';
import { assets } from 'mppx/evm';
import { type Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { Client } from './client.ts';

/** The client of mppx with a wallet of USDC. */
export function mppxWallet(privateKey: Hex): Client {
  const method = evm.charge({
    account: privateKeyToAccount(privateKey),
    currencies: [assets.baseSepolia.USDC],
  });
  const mppx = Mppx.create({ methods: [method], polyfill: false });
  return {
    sign: async (challenge) => carried(await mppx.createCredential(challenge), 'nonce'),
  };
}

/** The client of mppx, which has Stripe issue a token for each credential. */
export function mppxCard(issue: (amount: string) => string): Client {
  const method = stripe.charge({
    paymentMethod: 'pm_card_visa',
    createToken: async ({ amount }) => issue(amount),
  });
  const mppx = Mppx.create({ methods: [method], polyfill: false });
  return {
    sign: async (challenge) => carried(await mppx.createCredential(challenge), 'spt'),
  };
}

function carried(authorization: string, member: 'nonce' | 'spt') {
  const { payload } = Credential.deserialize<Record<string, string>>(authorization);
  return { headers: { authorization }, name: payload[member] ?? '' };
}
