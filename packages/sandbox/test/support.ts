import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { x402Client } from '@x402/core/client';
import { HTTPFacilitatorClient } from '@x402/core/http';
import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { createPublicClient, http, parseAbi } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { onTestFinished } from 'vitest';
import type { SandboxFacts } from '../src/index.ts';

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'railyard-sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What a merchant asks for: so many millionths of a USDC. */
export function requirementsOf({ chain, merchant }: SandboxFacts, amount: bigint): PaymentRequirements {
  return {
    scheme: 'exact',
    network: `eip155:${chain.chainId}`,
    asset: chain.usdc,
    amount: String(amount),
    payTo: merchant.address,
    maxTimeoutSeconds: 300,
    extra: { name: 'USDC', version: '2' },
  };
}

/** The payer's signed payment, made by the official client. */
export function sign({ payer }: SandboxFacts, requirements: PaymentRequirements): Promise<PaymentPayload> {
  const scheme = new ExactEvmScheme(privateKeyToAccount(payer.privateKey));
  const client = x402Client.fromConfig({
    schemes: [{ network: 'eip155:84532', client: scheme }],
    spendControls: { maxAmountPerPayment: '$1000000' },
  });
  return client.createPaymentPayload({
    x402Version: 2,
    resource: { url: 'http://127.0.0.1/checkout' },
    accepts: [requirements],
  });
}

/** The official client of a facilitator's HTTP API. */
export function facilitatorOf({ facilitatorUrl }: SandboxFacts): HTTPFacilitatorClient {
  return new HTTPFacilitatorClient({ url: facilitatorUrl });
}

/** Signs and settles one payment, and gives the facilitator's answer. */
export async function pay(sandbox: SandboxFacts, amount: bigint) {
  const requirements = requirementsOf(sandbox, amount);
  return facilitatorOf(sandbox).settle(await sign(sandbox, requirements), requirements);
}

/** What an address owns, in millionths of a USDC. */
export function usdcOf({ chain }: SandboxFacts, address: `0x${string}`): Promise<bigint> {
  return createPublicClient({ transport: http(chain.rpcUrl) }).readContract({
    address: chain.usdc,
    abi: parseAbi(['function balanceOf(address) view returns (uint256)']),
    functionName: 'balanceOf',
    args: [address],
  });
}

/** One JSON-RPC call to the sandbox's chain. */
export async function rpc<T>(
  { chain }: SandboxFacts,
  method: string,
  params: readonly unknown[] = [],
): Promise<T> {
  const response = await fetch(chain.rpcUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return ((await response.json()) as { readonly result: T }).result;
}

/** True while something listens at an address. */
export async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

/** The number of the sandbox's own process. */
export function pidOf(folder: string): number {
  return (JSON.parse(readFileSync(join(folder, 'sandbox', 'running.json'), 'utf8')) as { pid: number }).pid;
}
