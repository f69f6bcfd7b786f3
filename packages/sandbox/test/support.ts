import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { x402Client } from '@x402/core/client';
import { HTTPFacilitatorClient } from '@x402/core/http';
import type { PaymentPayload, PaymentRequirements } from '@x402/core/types';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { ExactEvmSchemeV1 } from '@x402/evm/exact/v1/client';
import { createPublicClient, http, parseAbi } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, beforeEach, onTestFinished } from 'vitest';
import {
  type Authorization,
  type Hex,
  type Hostile,
  hostile,
  type Sandbox,
  type SandboxFacts,
  startSandbox,
} from '../src/index.ts';

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'railyard-sandbox-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** One sandbox for the tests of a file, honest again before each of them. */
export function useSandbox(): { readonly sandbox: Sandbox; readonly yard: Hostile } {
  const folder = mkdtempSync(join(tmpdir(), 'railyard-sandbox-'));
  const used = {} as { sandbox: Sandbox; yard: Hostile };
  beforeAll(async () => {
    used.sandbox = await startSandbox({ folder });
    used.yard = hostile(used.sandbox);
  });
  beforeEach(() => used.yard.reset());
  afterAll(async () => {
    await used.sandbox.stop();
    rmSync(folder, { recursive: true });
  });
  return used;
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

/** A signed payment, made by the official client; by the sandbox's payer unless another is given. */
export function sign(
  { payer }: SandboxFacts,
  requirements: PaymentRequirements,
  signer: ConstructorParameters<typeof ExactEvmScheme>[0] = privateKeyToAccount(payer.privateKey),
): Promise<PaymentPayload> {
  const scheme = new ExactEvmScheme(signer);
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

/** What a facilitator is sent: a signed payment of the smallest amount. */
export async function paymentOf(sandbox: SandboxFacts, amount = 1n): Promise<FacilitatorRequest> {
  const paymentRequirements = requirementsOf(sandbox, amount);
  const paymentPayload = await sign(sandbox, paymentRequirements);
  return { x402Version: 2, paymentPayload, paymentRequirements };
}

export interface FacilitatorRequest {
  readonly x402Version: 2;
  readonly paymentPayload: PaymentPayload;
  readonly paymentRequirements: PaymentRequirements;
}

/** The same in x402 v1. */
export async function paymentV1Of(sandbox: SandboxFacts, value = 1n): Promise<object> {
  const { amount, ...rest } = requirementsOf(sandbox, value);
  const paymentRequirements = {
    ...rest,
    network: 'base-sepolia' as `${string}:${string}`,
    maxAmountRequired: amount,
    resource: 'http://127.0.0.1/checkout',
    description: '',
  };
  const scheme = new ExactEvmSchemeV1(privateKeyToAccount(sandbox.payer.privateKey));
  const paymentPayload = await scheme.createPaymentPayload(1, { ...paymentRequirements, amount });
  return { x402Version: 1, paymentPayload, paymentRequirements };
}

/** What the payer of a payment has signed. */
export function signedOf({ paymentPayload }: FacilitatorRequest): {
  readonly authorization: Authorization;
  readonly signature: Hex;
} {
  return paymentPayload.payload as ReturnType<typeof signedOf>;
}

/** An answer as it came, or why none did. */
export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

/** Posts JSON. Rejects when no answer arrives. */
export async function post(url: string, body: unknown, signal: AbortSignal | null = null): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body), signal });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    text: await response.text(),
  };
}

/** What an address owns in truth, in millionths of a USDC. */
export function usdcOf({ chain }: SandboxFacts, address: Hex): Promise<bigint> {
  return createPublicClient({ transport: http(chain.anvilUrl) }).readContract({
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
