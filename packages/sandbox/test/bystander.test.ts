import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Bystander, bystander, type CounterfactualWallet, type Hex } from '../src/index.ts';
import {
  facilitatorOf,
  paymentOf,
  post,
  requirementsOf,
  rpc,
  sign,
  signedOf,
  usdcOf,
  useSandbox,
} from './support.ts';

const used = useSandbox();
let stranger: Bystander;
beforeAll(async () => {
  stranger = await bystander(used.sandbox);
});

const received = () => usdcOf(used.sandbox, used.sandbox.merchant.address);
const settle = async (payment: Awaited<ReturnType<typeof paymentOf>>): Promise<unknown> => {
  const { text } = await post(`${used.sandbox.facilitatorUrl}/settle`, payment);
  return JSON.parse(text);
};
const receiptOf = (hash: string) =>
  rpc<{ status: Hex } | null>(used.sandbox, 'eth_getTransactionReceipt', [hash]);

describe('a bystander', () => {
  it('submits an authorization before the facilitator does', async () => {
    const payment = await paymentOf(used.sandbox);
    const { authorization, signature } = signedOf(payment);
    const before = await received();
    expect(await receiptOf(await stranger.submit(authorization, signature))).toMatchObject({ status: '0x1' });
    expect(await received()).toBe(before + 1n);

    expect(await settle(payment)).toMatchObject({
      success: false,
      errorReason: 'invalid_exact_evm_nonce_already_used',
    });
    expect(await received()).toBe(before + 1n);
  });

  it('overtakes the transaction of the facilitator while both wait for a block', async () => {
    const payment = await paymentOf(used.sandbox);
    const { authorization, signature } = signedOf(payment);
    const before = await received();
    await used.yard.mining('stop');
    await used.yard.facilitator('settle', { fault: 'pending' });
    const { transaction } = (await settle(payment)) as { transaction: string };
    const overtaking = await stranger.submit(authorization, signature);

    await used.yard.mining('resume');
    expect(await receiptOf(overtaking)).toMatchObject({ status: '0x1' });
    expect(await receiptOf(transaction)).toMatchObject({ status: '0x0' });
    expect(await received()).toBe(before + 1n);
  });

  it('cancels an authorization for its payer, once', async () => {
    const payment = await paymentOf(used.sandbox);
    const { nonce } = signedOf(payment).authorization;
    const before = await received();
    await stranger.cancel(used.sandbox.payer.privateKey, nonce);
    expect(await settle(payment)).toMatchObject({ success: false });
    expect(await received()).toBe(before);
    await expect(stranger.cancel(used.sandbox.payer.privateKey, nonce)).rejects.toThrow('USDC refused');
  });

  it('gives a wallet USDC, and takes all of it before the facilitator can', async () => {
    const poor = generatePrivateKey();
    const { address } = privateKeyToAccount(poor);
    await stranger.give(address, 9n);
    expect(await usdcOf(used.sandbox, address)).toBe(9n);

    const requirements = requirementsOf(used.sandbox, 9n);
    const payload = await sign(used.sandbox, requirements, privateKeyToAccount(poor));
    expect(await facilitatorOf(used.sandbox).verify(payload, requirements)).toMatchObject({ isValid: true });
    await stranger.empty(poor);
    expect(await usdcOf(used.sandbox, address)).toBe(0n);
    expect(await facilitatorOf(used.sandbox).settle(payload, requirements)).toMatchObject({
      success: false,
      errorReason: 'invalid_exact_evm_insufficient_balance',
    });
  });

  it('sees the chain as it is while the RPC lags and fails', async () => {
    await used.yard.lag(5);
    await used.yard.rpc({ fault: 'cut', times: 100 });
    const { authorization, signature } = signedOf(await paymentOf(used.sandbox));
    const before = await received();
    await stranger.submit(authorization, signature);
    expect(await received()).toBe(before + 1n);
  });

  it('sends many at once', async () => {
    const wallets = Array.from({ length: 10 }, () => privateKeyToAccount(generatePrivateKey()).address);
    await Promise.all(wallets.map((address) => stranger.give(address, 3n)));
    expect(await Promise.all(wallets.map((address) => usdcOf(used.sandbox, address)))).toEqual(
      wallets.map(() => 3n),
    );
  });
});

/** A payment from a wallet, signed by a key that is not its own. */
async function paymentFrom({
  address,
  wrap = (signature) => signature,
}: Partial<CounterfactualWallet> & { address: Hex }) {
  const owner = privateKeyToAccount(generatePrivateKey());
  const requirements = requirementsOf(used.sandbox, 4n);
  const payload = await sign(used.sandbox, requirements, {
    address,
    signTypedData: async (message) => wrap(await owner.signTypedData(message)),
  });
  return { payload, requirements };
}

async function expectPaid({ payload, requirements }: Awaited<ReturnType<typeof paymentFrom>>): Promise<void> {
  const before = await received();
  const facilitator = facilitatorOf(used.sandbox);
  expect(await facilitator.verify(payload, requirements)).toMatchObject({ isValid: true });
  expect(await facilitator.settle(payload, requirements)).toMatchObject({ success: true });
  expect(await received()).toBe(before + 4n);
}

describe('a contract wallet', () => {
  it('pays with a signature that it vouches for, and not before it is there', async () => {
    const { address } = privateKeyToAccount(generatePrivateKey());
    await stranger.give(address, 10n);
    const payment = await paymentFrom({ address });
    expect(await facilitatorOf(used.sandbox).settle(payment.payload, payment.requirements)).toMatchObject({
      success: false,
      errorReason: 'invalid_exact_evm_signature',
    });
    await stranger.installWallet(address);
    await expectPaid(payment);
    expect(await usdcOf(used.sandbox, address)).toBe(6n);
  });

  it('is deployed by its first payment, and pays again', async () => {
    const wallet = stranger.counterfactualWallet();
    const { address } = wallet;
    await stranger.give(address, 10n);
    expect(await rpc(used.sandbox, 'eth_getCode', [address, 'latest'])).toBe('0x');
    await expectPaid(await paymentFrom(wallet));
    expect(await rpc(used.sandbox, 'eth_getCode', [address, 'latest'])).toBe(
      '0x631626ba7e60e01b5f5260205ff3',
    );
    await expectPaid(await paymentFrom(wallet));
  });

  it('is deployed, and its payment pending, when told', async () => {
    const wallet = stranger.counterfactualWallet();
    const { address } = wallet;
    await stranger.give(address, 10n);
    const { payload, requirements } = await paymentFrom(wallet);
    await used.yard.facilitator('settle', { fault: 'pending' });
    const before = await received();
    expect(await facilitatorOf(used.sandbox).settle(payload, requirements)).toMatchObject({
      success: false,
      errorReason: 'settlement_pending',
    });
    await expect.poll(received).toBe(before + 4n);
  });
});
