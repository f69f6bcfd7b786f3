import { toFacilitatorEvmSigner } from '@x402/evm';
import type { VerifyTypedDataParameters } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { ChainClient } from '../client.ts';
import type { Hex } from '../sandbox.ts';
import { createTurns } from '../turns.ts';

/** The facilitator's wallet, as the official scheme wants it. */
export type Settler = ReturnType<typeof toFacilitatorEvmSigner>;

/** The wallet of a private key. */
export function createSettler(client: ChainClient, privateKey: Hex): Settler {
  const account = privateKeyToAccount(privateKey);
  // A nonce is taken before its payment is tried, so a refused payment among concurrent ones would leave a gap in which
  // all later ones hang.
  const inTurn = createTurns();
  return toFacilitatorEvmSigner({
    address: account.address,
    getCode: (call) => client.getCode(call),
    readContract: (call) => client.readContract(call),
    verifyTypedData: (call) => client.verifyTypedData(call as VerifyTypedDataParameters),
    writeContract: (call) => inTurn(() => client.writeContract({ ...call, account, chain: null })),
    sendTransaction: (call) => inTurn(() => client.sendTransaction({ ...call, account })),
    waitForTransactionReceipt: (call) => client.waitForTransactionReceipt(call),
  });
}

/**
 * The same wallet for one payment, which says what it has submitted and does not wait for its block. For the deployment
 * of the payer's wallet it waits.
 */
export function impatient(settler: Settler, submitted: (transfer: Hex) => void): Settler {
  let transfer: Hex | null = null;
  return {
    ...settler,
    async writeContract(call) {
      transfer = await settler.writeContract(call);
      submitted(transfer);
      return transfer;
    },
    async waitForTransactionReceipt(call) {
      if (call.hash !== transfer) return settler.waitForTransactionReceipt(call);
      throw new Error('Timed out while waiting for the transaction to be in a block.');
    },
  };
}
