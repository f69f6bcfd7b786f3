import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { X402Options } from '@railyard/rail-x402';
import {
  type Bystander,
  bystander,
  type Hostile,
  hostile,
  type Sandbox,
  startSandbox,
} from '@railyard/sandbox';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { appendPaymentIdentifierToExtensions } from '@x402/extensions/payment-identifier';
import { wrapFetchWithPayment, x402Client } from '@x402/fetch';
import { createPublicClient, erc20Abi, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

export type Handle = (request: Request) => Response | Promise<Response>;

/** A sandbox in a folder of its own, and what a test does with it. */
export interface TestChain {
  readonly sandbox: Sandbox;
  readonly hostile: Hostile;
  readonly bystander: Bystander;
  /** Where a shop gets its money. */
  readonly options: X402Options;
  /** Units of USDC that the merchant holds. */
  earned(): Promise<bigint>;
  stop(): Promise<void>;
}

export async function openChain(): Promise<TestChain> {
  const folder = await mkdtemp(join(tmpdir(), 'railyard-'));
  const sandbox = await startSandbox({ folder });
  const { chain, facilitatorUrl, merchant } = sandbox;
  const client = createPublicClient({ transport: http(chain.anvilUrl) });
  return {
    sandbox,
    hostile: hostile(sandbox),
    bystander: await bystander(sandbox),
    options: {
      network: 'base-sepolia',
      payTo: merchant.address,
      facilitator: facilitatorUrl,
      rpcUrl: chain.rpcUrl,
    },
    earned: () =>
      client.readContract({
        address: chain.usdc,
        abi: erc20Abi,
        functionName: 'balanceOf',
        args: [merchant.address],
      }),
    async stop() {
      await sandbox.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** The official client before a shop, and every request that it sent. `id` is what it calls its purchase. */
export function payerOf(
  { chain, payer }: Pick<Sandbox, 'chain' | 'payer'>,
  handle: Handle,
  id: string | null = null,
): { readonly sent: readonly Request[]; readonly pay: (url: string) => Promise<Response> } {
  const sent: Request[] = [];
  const client = x402Client.fromConfig({
    schemes: [
      {
        network: `eip155:${chain.chainId}`,
        client: new ExactEvmScheme(privateKeyToAccount(payer.privateKey)),
      },
    ],
  });
  if (id !== null) {
    client.onBeforePaymentCreation(async ({ paymentRequired: { extensions } }) => {
      if (extensions) appendPaymentIdentifierToExtensions(extensions, id);
    });
  }
  const send = async (...call: Parameters<typeof fetch>): Promise<Response> => {
    const request = new Request(...call);
    sent.push(request.clone());
    return handle(request);
  };
  return { sent, pay: wrapFetchWithPayment(send, client) as (url: string) => Promise<Response> };
}
