import type { Receipt } from '@railyard/core/rail';
import { ExactEvmSchemeV1 } from '@x402/evm/exact/v1/client';
import { decodePaymentResponseHeader, wrapFetchWithPayment, x402Client } from '@x402/fetch';
import { createTestClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { describe, expect, it } from 'vitest';
import { DIALECTS, found, headerOf, requestWith } from './payer.ts';
import {
  agentOf,
  attempt,
  payment,
  present,
  purchase,
  type Rail,
  railOn,
  UNITS,
  usdcOf,
  useYard,
} from './yard.ts';

const used = useYard();
const received = () => usdcOf(used, used.sandbox.merchant.address);

/** A shop with one thing to sell, as a server would answer for it. */
function shop(rail: Rail): typeof fetch {
  return async (input, init) => {
    const { headers, url } = new Request(input, init);
    const request = { ...requestWith(Object.fromEntries(headers)), url };
    const context = attempt().contextOf();
    const credential = rail.detect(request);
    if (!credential) {
      const challenge = await rail.challenge(purchase, { ...context, resource: url, request });
      const body = { ...challenge.body, error: 'payment_required', amount: 4999 };
      return Response.json(body, { status: 402, headers: challenge.headers });
    }
    const settlement = await rail.settle(purchase, found(credential), context);
    const { headers: receipt }: Partial<Receipt> = settlement.state === 'paid' ? settlement.receipt : {};
    return Response.json(settlement, {
      status: settlement.state === 'paid' ? 200 : 503,
      ...(receipt && { headers: receipt }),
    });
  };
}

describe('on a real chain', () => {
  it('S1.36 S1.40 is paid by @x402/fetch in one re-request', async () => {
    const calls: string[] = [];
    const serve = shop(railOn(used));
    const pay = wrapFetchWithPayment(
      (input, init) => {
        calls.push(new Request(input, init).method);
        return serve(input, init);
      },
      agentOf(used, { maxAmountPerPayment: '$49.99' }),
    );
    const before = await received();
    const response = await pay('http://shop.example/checkout', { method: 'POST' });
    expect(response.status).toBe(200);
    expect(calls.length).toBe(2);
    expect(await received()).toBe(before + UNITS);
    const receipt = decodePaymentResponseHeader(response.headers.get('PAYMENT-RESPONSE') ?? '');
    expect(receipt).toMatchObject({ success: true, network: 'eip155:84532' });
  });

  it('is paid by an official client of version 1, which reads the body', async () => {
    const account = privateKeyToAccount(used.sandbox.payer.privateKey);
    const client = new x402Client()
      .registerV1('base-sepolia', new ExactEvmSchemeV1(account))
      .setSpendControls({ maxAmountPerPayment: '$49.99' });
    const serve = shop(railOn(used));
    const pay = wrapFetchWithPayment(async (input, init) => {
      const response = await serve(input, init);
      response.headers.delete('PAYMENT-REQUIRED'); // which such a client does not know
      return response;
    }, client);
    const before = await received();
    const response = await pay('http://shop.example/checkout', { method: 'POST' });
    expect(response.status).toBe(200);
    expect(await received()).toBe(before + UNITS);
    const receipt = decodePaymentResponseHeader(response.headers.get('X-PAYMENT-RESPONSE') ?? '');
    expect(receipt).toMatchObject({ success: true, network: 'base-sepolia' });
  });

  it.each(
    Object.keys(DIALECTS).flatMap((dialect) => [
      [dialect, 'x-payment'] as const,
      [dialect, 'payment-signature'] as const,
    ]),
  )('S1.39 S1.41 takes a %s payment in %s, and moves exactly its amount once', async (dialect, header) => {
    const rail = railOn(used);
    const { contextOf, refOf } = attempt();
    const made = (await payment(used, rail)) as Parameters<(typeof DIALECTS)[string]>[0];
    const request = requestWith({ [header]: headerOf(DIALECTS[dialect]?.(made)) });
    const credential = found(rail.detect(request));
    const { address } = used.sandbox.payer;
    const [paying, paid] = [await usdcOf(used, address), await received()];

    expect(await rail.check?.(purchase, credential, contextOf())).toBeNull();
    const settlement = await rail.settle(purchase, credential, contextOf());
    expect(settlement).toMatchObject({ state: 'paid', total: purchase.total });
    expect(await usdcOf(used, address)).toBe(paying - UNITS);
    expect(await received()).toBe(paid + UNITS);

    expect(await rail.status(refOf(credential), contextOf())).toEqual(settlement);
    expect(await rail.settle(purchase, credential, contextOf('again'))).toEqual(settlement);
    expect(await received()).toBe(paid + UNITS);
  });

  it('is refused by an official client whose cap was not raised, as the offer warns', async () => {
    await expect(payment(used, railOn(used), purchase, agentOf(used))).rejects.toThrow(
      'spendControls.maxAmountPerPayment ($1',
    );
  });

  it('declines a payer without the money, for as long as they could still get it', async () => {
    const rail = railOn(used);
    const rich = { ...purchase, total: { amount: 2_000_000_000, currency: 'usd' } };
    const credential = await present(used, rail, rich);
    expect(await rail.settle(rich, credential, attempt().contextOf())).toMatchObject({
      state: 'declined',
      reason: 'insufficient_funds',
      until: credential.expiresAt,
    });
  });

  it('sells once to a credential that alone names the sale', async () => {
    const rail = railOn(used);
    const sale = { ...purchase, quotedAt: null };
    const { contextOf, refOf, remembered } = attempt();
    const credential = await present(used, rail);
    expect(await rail.settle(sale, credential, contextOf())).toMatchObject({ state: 'paid' });
    expect(remembered).toHaveProperty('seenUnused');
    expect(await rail.status(refOf(credential, { quotedAt: null }), contextOf())).toMatchObject({
      state: 'paid',
    });

    const other = attempt('attempt_2');
    expect(await rail.settle(sale, credential, other.contextOf())).toMatchObject({
      state: 'declined',
      reason: 'credential_already_used',
      evidence: 'not_sent',
    });
    expect(await rail.status(other.refOf(credential, { quotedAt: null }), other.contextOf())).toMatchObject({
      state: 'declined',
      reason: 'authorization_spent_before',
    });
  });

  it('says expired once the chain is past the end of an unused authorization', async () => {
    const rail = railOn(used);
    const { contextOf, refOf } = attempt();
    const credential = await present(used, rail);
    const client = createTestClient({ mode: 'anvil', transport: http(used.sandbox.chain.anvilUrl) });
    await client.increaseTime({ seconds: 400 });
    await client.mine({ blocks: 1 });
    expect(await rail.status(refOf(credential), contextOf())).toEqual({ state: 'expired' });
  });
});
