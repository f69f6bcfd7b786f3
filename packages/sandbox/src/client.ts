import {
  type Chain,
  type Client,
  createTestClient,
  type HttpTransport,
  http,
  type PublicActions,
  publicActions,
  type TestActions,
  type WalletActions,
  walletActions,
} from 'viem';
import { localChain } from './network.ts';

/** A chain, with viem's public, wallet and test actions. */
export type ChainClient = Client<HttpTransport, Chain> &
  PublicActions<HttpTransport, Chain> &
  WalletActions<Chain> &
  TestActions;

/** The chain behind an RPC address. */
export function connect(rpcUrl: string): ChainClient {
  return createTestClient({
    mode: 'anvil',
    chain: localChain(rpcUrl),
    transport: http(rpcUrl),
    // The default of 4 s would be most of a payment's time.
    pollingInterval: 20,
    cacheTime: 0,
  })
    .extend(publicActions)
    .extend(walletActions);
}
