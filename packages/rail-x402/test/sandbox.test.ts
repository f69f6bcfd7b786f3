import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Credential, type PaymentRef, type RailContext, toDecimal } from '@railyard/core/rail';
import { type Sandbox, startSandbox } from '@railyard/sandbox';
import { x402Client, x402HTTPClient } from '@x402/core/client';
import { ExactEvmScheme } from '@x402/evm/exact/client';
import { createTestClient, http, parseAbi, publicActions, walletActions } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { x402 } from '../src/rail.ts';
import type { Payment } from '../src/wire/payment.ts';
import { found, requestWith, stranger, purchase as tea } from './payer.ts';

const USDC = parseAbi([
  'function balanceOf(address) view returns (uint256)',
  'function transferWithAuthorization(address from, address to, uint256 value, uint256 validAfter, uint256 validBefore, bytes32 nonce, bytes signature)',
  'function cancelAuthorization(address authorizer, bytes32 nonce, bytes signature)',
]);
const CANCEL = {
  CancelAuthorization: [
    { name: 'authorizer', type: 'address' },
    { name: 'nonce', type: 'bytes32' },
  ],
} as const;
const CENTS_4999 = 49_990_000n;

function contextOf(sent: 'first' | 'again' = 'first'): RailContext {
  return {
    attempt: 'attempt_1',
    key: 'key_1',
    first: sent === 'first',
    prepared: null,
    resource: 'http://127.0.0.1/checkout',
    tenant: 'tenant_1',
    principal: 'principal_1',
    mode: 'test',
    now: Date.now,
    signal: new AbortController().signal,
    fetch,
    remember: async () => {},
  };
}

describe('on a real chain, with the official client and facilitator', () => {
  const folder = mkdtempSync(join(tmpdir(), 'railyard-x402-'));
  const purchase = { ...tea, quotedAt: Date.now() };
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ folder });
  });
  afterAll(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const mount = (facilitator = sandbox.facilitatorUrl) =>
    x402({
      network: 'base-sepolia',
      payTo: sandbox.merchant.address,
      facilitator,
      rpcUrl: sandbox.chain.rpcUrl,
      chainPatience: 3_000,
    });

  const client = () =>
    createTestClient({ mode: 'anvil', transport: http(sandbox.chain.rpcUrl) })
      .extend(publicActions)
      .extend(walletActions);

  const balanceOf = (address: `0x${string}`) =>
    client().readContract({
      address: sandbox.chain.usdc,
      abi: USDC,
      functionName: 'balanceOf',
      args: [address],
    });

  const agentWith = (spendControls?: { maxAmountPerPayment: string }) =>
    new x402HTTPClient(
      x402Client.fromConfig({
        schemes: [
          {
            network: 'eip155:84532',
            client: new ExactEvmScheme(privateKeyToAccount(sandbox.payer.privateKey)),
          },
        ],
        ...(spendControls && { spendControls }),
      }),
    );

  /** What an official client sends for our challenge, as we read it. */
  const present = async (
    rail = mount(),
    sold = purchase,
    agent = agentWith({ maxAmountPerPayment: `$${toDecimal(sold.total)}` }),
  ): Promise<Credential<Payment>> => {
    const { headers } = await rail.challenge(sold, { ...contextOf(), request: requestWith({}) });
    const required = agent.getPaymentRequiredResponse((name) => headers[name]);
    const sent = agent.encodePaymentSignatureHeader(await agent.createPaymentPayload(required));
    return found(rail.detect(requestWith({ 'payment-signature': sent['PAYMENT-SIGNATURE'] ?? '' })));
  };

  const refOf = ({ facts }: Credential<Payment>): PaymentRef => ({
    attempt: 'attempt_1',
    key: 'key_1',
    reference: null,
    total: purchase.total,
    prepared: null,
    facts,
    quotedAt: Date.now(),
    submittedAt: Date.now(),
  });

  /** Sends a transaction from an account that is not the payer. */
  const asStranger = async (send: (account: `0x${string}`) => Promise<`0x${string}`>): Promise<void> => {
    await client().setBalance({ address: stranger.address, value: 10n ** 18n });
    await client().impersonateAccount({ address: stranger.address });
    await client().waitForTransactionReceipt({ hash: await send(stranger.address), pollingInterval: 20 });
  };

  it('takes a payment, moves exactly its amount, and finds it again', async () => {
    const rail = mount();
    const credential = await present(rail);
    const [payer, merchant] = [
      await balanceOf(sandbox.payer.address),
      await balanceOf(sandbox.merchant.address),
    ];

    expect(await rail.check?.(purchase, credential, contextOf())).toBeNull();
    const settlement = await rail.settle(purchase, credential, contextOf());
    expect(settlement).toMatchObject({ state: 'paid', total: purchase.total });
    expect(await balanceOf(sandbox.payer.address)).toBe(payer - CENTS_4999);
    expect(await balanceOf(sandbox.merchant.address)).toBe(merchant + CENTS_4999);

    expect(await rail.status(refOf(credential), contextOf())).toEqual(settlement);
    expect(await rail.settle(purchase, credential, contextOf('again'))).toEqual(settlement);
    expect(await balanceOf(sandbox.merchant.address)).toBe(merchant + CENTS_4999);
  });

  it('is refused by an official client whose cap was not raised, as the offer warns', async () => {
    await expect(present(mount(), purchase, agentWith())).rejects.toThrow(
      'spendControls.maxAmountPerPayment ($1',
    );
  });

  it('is paid when somebody else submits the authorization first', async () => {
    const rail = mount();
    const credential = await present(rail);
    const { authorization, signature } = credential.payload.payload;
    await asStranger((account) =>
      client().writeContract({
        account,
        chain: null,
        address: sandbox.chain.usdc,
        abi: USDC,
        functionName: 'transferWithAuthorization',
        args: [
          authorization.from as `0x${string}`,
          authorization.to as `0x${string}`,
          BigInt(authorization.value),
          BigInt(authorization.validAfter),
          BigInt(authorization.validBefore),
          authorization.nonce as `0x${string}`,
          signature as `0x${string}`,
        ],
      }),
    );
    expect(await rail.settle(purchase, credential, contextOf())).toMatchObject({ state: 'paid' });
  });

  it('declines an authorization that its payer has cancelled', async () => {
    const rail = mount();
    const credential = await present(rail);
    const { nonce } = credential.payload.payload.authorization;
    const payer = privateKeyToAccount(sandbox.payer.privateKey);
    const signature = await payer.signTypedData({
      domain: {
        name: 'USDC',
        version: '2',
        chainId: sandbox.chain.chainId,
        verifyingContract: sandbox.chain.usdc,
      },
      types: CANCEL,
      primaryType: 'CancelAuthorization',
      message: { authorizer: payer.address, nonce: nonce as `0x${string}` },
    });
    await asStranger((account) =>
      client().writeContract({
        account,
        chain: null,
        address: sandbox.chain.usdc,
        abi: USDC,
        functionName: 'cancelAuthorization',
        args: [payer.address, nonce as `0x${string}`, signature],
      }),
    );
    const cancelled = { state: 'declined', reason: 'authorization_cancelled', evidence: 'provider_state' };
    expect(await rail.settle(purchase, credential, contextOf())).toEqual(cancelled);
    expect(await rail.status(refOf(credential), contextOf())).toEqual(cancelled);
  });

  it('is in doubt, and unspent, while nothing has reached the chain', async () => {
    const rail = mount('http://127.0.0.1:9');
    const credential = await present(rail);
    expect(await rail.settle(purchase, credential, contextOf())).toEqual({
      state: 'unknown',
      reason: 'no_answer',
    });
    expect(await rail.status(refOf(credential), contextOf())).toMatchObject({
      state: 'unknown',
      unspent: true,
    });
    expect(await mount().settle(purchase, credential, contextOf('again'))).toMatchObject({ state: 'paid' });
  });

  it('declines a payer without the money, for as long as they could still get it', async () => {
    const rail = mount();
    const rich = { ...purchase, total: { amount: 2_000_000_000, currency: 'usd' } };
    const credential = await present(rail, rich);
    expect(await rail.settle(rich, credential, contextOf())).toMatchObject({
      state: 'declined',
      reason: 'insufficient_funds',
      until: credential.expiresAt,
    });
  });

  it('says expired once the chain is past the end of an unused authorization', async () => {
    const rail = mount();
    const credential = await present(rail);
    await client().increaseTime({ seconds: 400 });
    await client().mine({ blocks: 1 });
    expect(await rail.status(refOf(credential), contextOf())).toEqual({ state: 'expired' });
  });
});
