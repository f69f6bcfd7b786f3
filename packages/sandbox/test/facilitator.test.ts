import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/index.ts';
import { facilitatorOf, pay, paymentV1Of, requirementsOf, rpc, sign, usdcOf } from './support.ts';

describe('the facilitator', () => {
  const folder = mkdtempSync(join(tmpdir(), 'railyard-sandbox-'));
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox({ folder });
  });
  afterAll(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true });
  });

  const merchantUsdc = () => usdcOf(sandbox, sandbox.merchant.address);

  it('gives the payer 100,000 USDC and no ETH', async () => {
    expect(await usdcOf(sandbox, sandbox.payer.address)).toBe(100_000_000_000n);
    expect(await rpc(sandbox, 'eth_getBalance', [sandbox.payer.address, 'latest'])).toBe('0x0');
  });

  it('supports the exact scheme on Base Sepolia, in both versions of x402', async () => {
    const { kinds } = await facilitatorOf(sandbox).getSupported();
    expect(kinds).toEqual([
      { x402Version: 2, scheme: 'exact', network: 'eip155:84532' },
      { x402Version: 1, scheme: 'exact', network: 'base-sepolia' },
    ]);
  });

  it('verifies and settles a payment that the official client signed, to the last millionth', async () => {
    const requirements = requirementsOf(sandbox, 49_990_000n);
    const payload = await sign(sandbox, requirements);
    const before = await merchantUsdc();

    expect(await facilitatorOf(sandbox).verify(payload, requirements)).toMatchObject({ isValid: true });
    expect(await merchantUsdc()).toBe(before);

    const settled = await facilitatorOf(sandbox).settle(payload, requirements);
    expect(settled).toMatchObject({ success: true, network: 'eip155:84532', payer: sandbox.payer.address });
    expect(await merchantUsdc()).toBe(before + 49_990_000n);
    expect(await rpc(sandbox, 'eth_getTransactionReceipt', [settled.transaction])).toMatchObject({
      status: '0x1',
    });
  });

  it('settles a payment of x402 v1', async () => {
    const body = JSON.stringify(await paymentV1Of(sandbox, 10_000n));
    const before = await merchantUsdc();

    const response = await fetch(`${sandbox.facilitatorUrl}/settle`, { method: 'POST', body });
    expect(await response.json()).toMatchObject({ success: true, network: 'base-sepolia' });
    expect(await merchantUsdc()).toBe(before + 10_000n);
  });

  it('says of a replayed payment that its nonce was used, and moves nothing', async () => {
    const requirements = requirementsOf(sandbox, 10_000n);
    const payload = await sign(sandbox, requirements);
    await facilitatorOf(sandbox).settle(payload, requirements);
    const before = await merchantUsdc();

    expect(await facilitatorOf(sandbox).verify(payload, requirements)).toMatchObject({
      isValid: false,
      invalidReason: 'invalid_exact_evm_nonce_already_used',
    });
    expect(await facilitatorOf(sandbox).settle(payload, requirements)).toMatchObject({
      success: false,
      errorReason: 'invalid_exact_evm_nonce_already_used',
    });
    expect(await merchantUsdc()).toBe(before);
  });

  it('says of a payment beyond the balance that the balance is too small', async () => {
    const requirements = requirementsOf(sandbox, 200_000_000_000n);
    const payload = await sign(sandbox, requirements);
    expect(await facilitatorOf(sandbox).verify(payload, requirements)).toMatchObject({
      isValid: false,
      invalidReason: 'invalid_exact_evm_insufficient_balance',
    });
  });

  it('settles 30 payments at once', async () => {
    const before = await merchantUsdc();
    const answers = await Promise.all(Array.from({ length: 30 }, () => pay(sandbox, 1_000_000n)));
    expect(answers.filter(({ success }) => success)).toHaveLength(30);
    expect(await merchantUsdc()).toBe(before + 30_000_000n);
  });

  it('settles one of ten copies, refuses the others, and goes on settling', async () => {
    const requirements = requirementsOf(sandbox, 1_000_000n);
    const payload = await sign(sandbox, requirements);
    const before = await merchantUsdc();

    const copies = Array.from({ length: 10 }, () => facilitatorOf(sandbox).settle(payload, requirements));
    const others = Array.from({ length: 5 }, () => pay(sandbox, 1_000_000n));
    expect((await Promise.all(copies)).filter(({ success }) => success)).toHaveLength(1);
    expect((await Promise.all(others)).filter(({ success }) => success)).toHaveLength(5);
    expect(await merchantUsdc()).toBe(before + 6_000_000n);
  });

  it('leaves a payment unanswered while the chain is held still, and settles it when it goes on', async () => {
    await rpc(sandbox, 'evm_setAutomine', [false]);
    const before = await merchantUsdc();
    const payment = pay(sandbox, 1_000_000n);
    await expect.poll(() => rpc(sandbox, 'txpool_status')).toMatchObject({ pending: '0x1' });
    expect(await merchantUsdc()).toBe(before);

    await rpc(sandbox, 'evm_setAutomine', [true]);
    expect(await payment).toMatchObject({ success: true });
    expect(await merchantUsdc()).toBe(before + 1_000_000n);
  });

  it('refuses a payment on another network', async () => {
    const requirements = requirementsOf(sandbox, 10_000n);
    const payload = await sign(sandbox, requirements);
    const settled = facilitatorOf(sandbox).settle(payload, { ...requirements, network: 'eip155:8453' });
    await expect(settled).rejects.toThrow('does not support that scheme and network');
  });

  it('answers what it cannot read with JSON and a client error', async () => {
    for (const [body, status] of [
      ['not json', 400],
      ['null', 400],
      ['{"paymentPayload":{},"paymentRequirements":{}}', 400],
      [JSON.stringify({ filler: 'x'.repeat(70_000) }), 413],
    ] as const) {
      const response = await fetch(`${sandbox.facilitatorUrl}/settle`, { method: 'POST', body });
      expect(response.status).toBe(status);
      expect(await response.json()).toHaveProperty('error');
    }
  });

  it('keeps the time of an idle chain going', async () => {
    const before = await rpc(sandbox, 'eth_blockNumber');
    await expect.poll(() => rpc(sandbox, 'eth_blockNumber'), { timeout: 5000 }).not.toBe(before);
  });

  it('keeps its control closed to who has no token', async () => {
    const owners = sandbox.facilitatorUrl.replace('/facilitator', '/owners/guess');
    const response = await fetch(owners, { method: 'DELETE', headers: { authorization: 'Bearer guess' } });
    expect(response.status).toBe(404);
  });
});
