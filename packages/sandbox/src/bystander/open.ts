import { encodeFunctionData, parseEther, parseGwei } from 'viem';
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { type ChainClient, connect } from '../client.ts';
import { USDC } from '../network.ts';
import type { Hex } from '../sandbox.ts';
import { createTurns } from '../turns.ts';
import { type Authorization, signCancellation, signTransfer, transferOf, usdcAbi } from './token.ts';
import { type CounterfactualWallet, createCounterfactualWallet, YES_WALLET } from './wallet.ts';

/**
 * Somebody else on the chain, who sees no faults and outbids the facilitator. What they send resolves with the hash of
 * a transaction that is in a block, or, while mining is stopped, is waiting for one. Throws when the token refuses it.
 */
export interface Bystander {
  readonly address: Hex;
  /** Submits an authorization that somebody signed, before or after the facilitator does. */
  submit(authorization: Authorization, signature: string): Promise<Hex>;
  /** Cancels an authorization, for the payer whose private key this is. */
  cancel(payer: Hex, nonce: string): Promise<Hex>;
  /** Mints USDC, in millionths. */
  give(to: Hex, amount: bigint): Promise<Hex>;
  /** Takes all USDC from the payer whose private key this is. */
  empty(payer: Hex): Promise<Hex>;
  /** Makes a contract wallet of an address: it takes any signature as its own (EIP-1271). */
  installWallet(address: Hex): Promise<void>;
  /** A wallet of that kind that the first payment deploys (EIP-6492). */
  counterfactualWallet(): CounterfactualWallet;
}

export async function openBystander(anvilUrl: string): Promise<Bystander> {
  const client = connect(anvilUrl);
  const account = privateKeyToAccount(generatePrivateKey());
  const { issuer, send } = await equip(client, account);

  const submit = (authorization: Authorization, signature: string): Promise<Hex> => {
    const { from, to, value, validAfter, validBefore, nonce } = transferOf(authorization);
    const args = [from, to, value, validAfter, validBefore, nonce, signature as Hex] as const;
    return send(
      account,
      encodeFunctionData({ abi: usdcAbi, functionName: 'transferWithAuthorization', args }),
    );
  };

  return {
    address: account.address,
    submit,
    async cancel(payerKey, nonce) {
      const payer = privateKeyToAccount(payerKey);
      const signature = await signCancellation(payer, nonce as Hex);
      const args = [payer.address, nonce as Hex, signature] as const;
      return send(account, encodeFunctionData({ abi: usdcAbi, functionName: 'cancelAuthorization', args }));
    },
    give(to, amount) {
      return send(issuer, encodeFunctionData({ abi: usdcAbi, functionName: 'mint', args: [to, amount] }));
    },
    async empty(payerKey) {
      const payer = privateKeyToAccount(payerKey);
      const authorization = {
        from: payer.address,
        to: account.address,
        value: String(await balanceOf(client, payer.address)),
        validAfter: '0',
        validBefore: '99999999999',
        nonce: generatePrivateKey(),
      };
      return submit(authorization, await signTransfer(payer, authorization));
    },
    installWallet: (address) => client.setCode({ address, bytecode: YES_WALLET }),
    counterfactualWallet: createCounterfactualWallet,
  };
}

type Send = (account: PrivateKeyAccount | Hex, data: Hex) => Promise<Hex>;

/** Gives the bystander ETH, and the power of the one who issues USDC. */
async function equip(
  client: ChainClient,
  { address }: PrivateKeyAccount,
): Promise<{ issuer: Hex; send: Send }> {
  const issuer = await client.readContract({ abi: usdcAbi, address: USDC, functionName: 'masterMinter' });
  await client.setBalance({ address, value: parseEther('1000') });
  await client.setBalance({ address: issuer, value: parseEther('1000') });
  await client.impersonateAccount({ address: issuer });
  return { issuer, send: createSend(client) };
}

function createSend(client: ChainClient): Send {
  const inTurn = createTurns();
  // Nothing is estimated, so that what will be refused is sent too.
  const cost = { gas: 500_000n, maxPriorityFeePerGas: parseGwei('100'), maxFeePerGas: parseGwei('200') };
  return async (account, data) => {
    const hash = await inTurn(() => client.sendTransaction({ account, to: USDC, data, ...cost }));
    if (!(await client.getAutomine())) return hash;
    const { status } = await client.waitForTransactionReceipt({ hash });
    if (status !== 'success') throw new Error(`USDC refused the transaction ${hash}.`);
    return hash;
  };
}

function balanceOf(client: ChainClient, account: Hex): Promise<bigint> {
  return client.readContract({ abi: usdcAbi, address: USDC, functionName: 'balanceOf', args: [account] });
}
