import type { Sandbox } from '@railyard/sandbox';
import { x402HTTPClient } from '@x402/fetch';
import { walletOf } from '../../src/demo/wallet.ts';
import type { Reply } from './till.ts';

/** A signed payment, and the number of its authorization. */
export interface Credential {
  readonly header: string;
  readonly nonce: string;
}

/** Signs what a 402 asks for, with the official client; each time another authorization. */
export type Wallet = (asked: Reply) => Promise<Credential>;

export function openWallet({ payer, chain }: Pick<Sandbox, 'payer' | 'chain'>): Wallet {
  const client = new x402HTTPClient(
    walletOf({
      payer: { address: payer.address, private_key: payer.privateKey },
      chain: { rpc_url: chain.rpcUrl, chain_id: chain.chainId, usdc: chain.usdc },
    }),
  );
  return async ({ headers, text }) => {
    const required = client.getPaymentRequiredResponse((name) => headers.get(name), JSON.parse(text));
    const payload = await client.createPaymentPayload(required);
    const { 'PAYMENT-SIGNATURE': header = '' } = client.encodePaymentSignatureHeader(payload);
    const { authorization } = payload.payload as { readonly authorization: { readonly nonce: string } };
    return { header, nonce: authorization.nonce };
  };
}
