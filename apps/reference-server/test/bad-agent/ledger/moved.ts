import { createPublicClient, type Hex, http, parseAbi } from 'viem';
import type { Credential } from '../story.ts';
import type { World } from '../world.ts';

const TOKEN = parseAbi(['function authorizationState(address, bytes32) view returns (bool)']);

/** Whether a credential's money has been taken, as the chain or Stripe has it at this moment. */
export async function hasMoved(
  world: World,
  wallet: { readonly address: Hex },
  { rail, id }: Credential,
): Promise<boolean> {
  return rail === 'x402' ? isUsed(world, wallet.address, id as Hex) : (await chargedTo(world, id)) > 0;
}

function isUsed({ sandbox: { chain } }: World, payer: Hex, nonce: Hex): Promise<boolean> {
  return createPublicClient({ transport: http(chain.anvilUrl) }).readContract({
    abi: TOKEN,
    address: chain.usdc,
    functionName: 'authorizationState',
    args: [payer, nonce],
  });
}

/** What a token has been charged, in cents, as the agent sees it who had it issued. */
export async function chargedTo({ shop: { stripe } }: World, token: string): Promise<number> {
  const { key, version } = stripe.agent;
  const response = await fetch(`${stripe.base_url}/v1/shared_payment/issued_tokens/${token}`, {
    headers: { authorization: `Bearer ${key}`, 'stripe-version': version },
  });
  const { usage_details } = (await response.json()) as {
    readonly usage_details: { readonly amount_captured: { readonly value: number } };
  };
  return usage_details.amount_captured.value;
}
