import { toFacilitatorEvmSigner } from '@x402/evm';
import type { VerifyTypedDataParameters } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { ChainClient } from './client.ts';
import type { Hex } from './sandbox.ts';

/** The facilitator's wallet, as the official scheme wants it. */
export type Settler = ReturnType<typeof toFacilitatorEvmSigner>;

/** The wallet of a private key. */
export function createSettler(client: ChainClient, privateKey: Hex): Settler {
  const account = privateKeyToAccount(privateKey);
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
 * Runs one call after the other. A nonce is taken before its payment is tried, so a refused payment among concurrent
 * ones would leave a gap in which all later ones hang.
 */
function createTurns(): <T>(call: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (call) => {
    const turn = last.then(call);
    last = turn.catch(() => {});
    return turn;
  };
}
