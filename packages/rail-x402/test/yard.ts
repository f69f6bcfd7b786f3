import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Credential,
  type PaymentRail,
  type PaymentRef,
  type Purchase,
  toDecimal,
} from '@railyard/core/rail';
import {
  type Bystander,
  bystander,
  type Hex,
  type Hostile,
  hostile,
  type Sandbox,
  startSandbox,
} from '@railyard/sandbox';
import { x402Client, x402HTTPClient } from '@x402/core/client';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { createPublicClient, http, parseAbi } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { X402Options } from '../src/index.ts';
import { x402 } from '../src/rail.ts';
import type { Presented } from '../src/wire/payment.ts';
import type { Context } from './mount.ts';
import { found, requestWith, purchase as tea } from './payer.ts';

export type Rail = PaymentRail<'x402', Presented>;

/** A real chain with USDC, its facilitators, and somebody else on it. */
export interface Yard {
  readonly sandbox: Sandbox;
  readonly yard: Hostile;
  readonly stranger: Bystander;
}

const usdcAbi = parseAbi(['function balanceOf(address) view returns (uint256)']);

/** A sandbox for the tests of a file, honest again after each. */
export function useYard(): Yard {
  const folder = mkdtempSync(join(tmpdir(), 'railyard-x402-'));
  const used: { -readonly [name in keyof Yard]?: Yard[name] } = {};
  beforeAll(async () => {
    used.sandbox = await startSandbox({ folder });
    used.yard = hostile(used.sandbox);
    used.stranger = await bystander(used.sandbox);
  });
  afterEach(() => used.yard?.reset());
  afterAll(async () => {
    await used.sandbox?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return used as Yard;
}

/** The rail over the sandbox. */
export function railOn({ sandbox }: Yard, options: Partial<X402Options> = {}): Rail {
  return x402({
    network: 'base-sepolia',
    payTo: sandbox.merchant.address,
    facilitator: sandbox.facilitatorUrl,
    rpcUrl: sandbox.chain.rpcUrl,
    chainPatience: 3_000,
    ...options,
  });
}

/** What a wallet has, in millionths. */
export function usdcOf({ sandbox }: Yard, address: Hex): Promise<bigint> {
  return createPublicClient({ transport: http(sandbox.chain.anvilUrl) }).readContract({
    address: sandbox.chain.usdc,
    abi: usdcAbi,
    functionName: 'balanceOf',
    args: [address],
  });
}

export const purchase: Purchase = { ...tea, quotedAt: Date.now() };
/** Of the purchase, in millionths. */
export const UNITS = 49_990_000n;

/** What happens to one attempt: what its calls remember is there for the next. */
export interface Attempt {
  readonly remembered: Record<string, string>;
  readonly contextOf: (sent?: 'first' | 'again') => Context;
  readonly refOf: (paid: Pick<Credential, 'facts'>, change?: Partial<PaymentRef>) => PaymentRef;
}

export function attempt(name = 'attempt_1'): Attempt {
  const remembered: Record<string, string> = {};
  return {
    remembered,
    contextOf: (sent = 'first') => ({
      attempt: name,
      deployment: null,
      key: `key_of_${name}`,
      first: sent === 'first',
      prepared: null,
      resource: 'http://127.0.0.1/checkout',
      tenant: 'tenant_1',
      principal: 'principal_1',
      scope: 'cart_1',
      refused: 'payment_required',
      mode: 'test',
      now: Date.now,
      signal: new AbortController().signal,
      fetch,
      async remember(facts) {
        Object.assign(remembered, facts);
      },
    }),
    refOf: ({ facts }, change = {}) => ({
      attempt: name,
      key: `key_of_${name}`,
      reference: null,
      total: purchase.total,
      prepared: null,
      facts: { ...facts, ...remembered },
      quotedAt: purchase.quotedAt,
      submittedAt: Date.now(),
      ...change,
    }),
  };
}

/** The official client with a wallet; without a cap that is raised it refuses more than a dollar. */
export function agentOf(
  { sandbox }: Yard,
  spendControls?: { readonly maxAmountPerPayment: string },
): x402Client {
  const account = privateKeyToAccount(sandbox.payer.privateKey);
  return x402Client.fromConfig({
    schemes: [{ network: 'eip155:84532', client: new ExactEvmScheme(account) }],
    ...(spendControls && { spendControls }),
  });
}

/** The payment that an official client makes of our challenge, in JSON. */
export async function payment(
  used: Yard,
  rail: Rail,
  sold: Purchase = purchase,
  agent = agentOf(used, { maxAmountPerPayment: `$${toDecimal(sold.total)}` }),
) {
  const request = requestWith({});
  const { headers } = await rail.challenge(sold, { ...attempt().contextOf(), request });
  const required = new x402HTTPClient(agent).getPaymentRequiredResponse((name) => headers[name]);
  return agent.createPaymentPayload(required);
}

/** The same as the rail reads it. */
export async function present(
  used: Yard,
  rail: Rail,
  sold: Purchase = purchase,
): Promise<Credential<Presented>> {
  const text = JSON.stringify(await payment(used, rail, sold));
  return found(rail.detect(requestWith({ 'payment-signature': text })));
}
