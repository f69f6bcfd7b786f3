import { x402Client, x402HTTPClient } from '@x402/core/client';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { type Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { Client } from './client.ts';

/** The official x402 client. */
export function x402Wallet(privateKey: Hex): Client {
  const account = privateKeyToAccount(privateKey);
  const client = x402Client.fromConfig({
    schemes: [{ network: 'eip155:84532', client: new ExactEvmScheme(account) }],
  });
  const transport = new x402HTTPClient(client);
  return {
    async sign({ headers }) {
      const required = transport.getPaymentRequiredResponse((name) => headers.get(name));
      const payment = await client.createPaymentPayload(required);
      const { authorization } = payment.payload as { readonly authorization: { readonly nonce: string } };
      return { headers: transport.encodePaymentSignatureHeader(payment), name: authorization.nonce };
    },
  };
}
