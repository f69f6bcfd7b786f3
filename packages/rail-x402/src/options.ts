import { RailError } from '@railyard/core/rail';
import type { ChainReader } from './chain/reader.ts';
import { createRpcReader } from './chain/rpc.ts';
import type { Facilitator, FacilitatorProfile } from './client/facilitator.ts';
import { createFacilitators, type Facilitators } from './client/facilitators.ts';
import { NETWORKS, type Network, type NetworkName } from './networks.ts';
import type { RefundWallet } from './refund/wallet.ts';
import { isAddress, withChecksum } from './signature/address.ts';

/** What `x402()` takes. */
export interface X402Options {
  readonly network: NetworkName;
  /** The address that is paid. */
  readonly payTo: string;
  /**
   * A facilitator: its address, its profile or one in this process; or a list, of which the first that can is asked.
   */
  readonly facilitator: FacilitatorOption | readonly FacilitatorOption[];
  /** Address of a JSON-RPC node of the network. Needed in live mode, unless `chain` is given. */
  readonly rpcUrl?: string;
  /** Reads the chain in another way. */
  readonly chain?: ChainReader;
  /** The wallet that refunds are paid from, in USDC; it needs no gas. Without one there are no refunds. */
  readonly refundWallet?: RefundWallet;
  /** How long a payer's authorization lasts, and so the longest time of doubt, in seconds: 300. */
  readonly maxTimeoutSeconds?: number;
  /** Blocks that must stand before a payment is believed, its own included: 2 on Base, 1 on Base Sepolia. */
  readonly confirmations?: number;
  /** How long to wait for the facilitator, in milliseconds: 15,000. */
  readonly facilitatorTimeout?: number;
  /** How long to wait for the chain to show what the facilitator says, in milliseconds: 10,000. */
  readonly chainPatience?: number;
  /** Blocks to search for events at once: 500. Lower it for a node that allows fewer. */
  readonly logRange?: number;
  /** Your name as payers see it: at most 32 printable ASCII characters. */
  readonly realm?: string;
  /** What payers read about the payment: at most 200 characters. */
  readonly description?: string;
}

export type FacilitatorOption = string | FacilitatorProfile | Facilitator;

/** The options, checked and complete. */
export interface Settings {
  readonly network: Network;
  readonly payTo: string;
  readonly facilitators: Facilitators;
  readonly chain: ChainReader | null;
  readonly refundWallet: RefundWallet | null;
  readonly maxTimeoutSeconds: number;
  readonly confirmations: number;
  readonly chainPatience: number;
  readonly logRange: number;
  readonly realm: string | undefined;
  readonly description: string | undefined;
}

const REALM = /^[\x20-\x7e]{1,32}$/;
// Neither control characters nor lone surrogates.
const DESCRIPTION = /^[^\p{Cc}\p{Cs}]{1,200}$/u;

/** Throws `configuration`, with what to change, when an option makes no sense. */
export function readOptions(options: X402Options): Settings {
  const { rpcUrl, chain, refundWallet, realm, description } = options;
  if (!Object.hasOwn(NETWORKS, options.network))
    throw misfit('has no known network. Pass "base" or "base-sepolia".');
  if (!isAddress(options.payTo))
    throw misfit('has no valid payTo address. Pass 0x and 40 digits, and check for typing errors.');
  if (rpcUrl !== undefined) checkUrl('rpcUrl', rpcUrl);
  if (refundWallet !== undefined && !isAddress(refundWallet.address))
    throw misfit('has a refundWallet without a valid address. Pass an account that signs typed data.');
  if (realm !== undefined && !REALM.test(realm)) {
    throw misfit('has a realm that is not 1 to 32 printable ASCII characters.');
  }
  if (description !== undefined && !DESCRIPTION.test(description)) {
    throw misfit('has a description that is not 1 to 200 characters of plain text.');
  }

  const network = NETWORKS[options.network];
  const timeout = counted('facilitatorTimeout', options.facilitatorTimeout ?? 15_000, 1);
  return {
    network,
    payTo: withChecksum(options.payTo),
    facilitators: createFacilitators(readFacilitators(options.facilitator), network.caip2, timeout),
    chain: chain ?? (rpcUrl === undefined ? null : createRpcReader(rpcUrl, network.chainId)),
    refundWallet: refundWallet ?? null,
    maxTimeoutSeconds: counted('maxTimeoutSeconds', options.maxTimeoutSeconds ?? 300, 30),
    confirmations: counted('confirmations', options.confirmations ?? network.confirmations, 1),
    chainPatience: counted('chainPatience', options.chainPatience ?? 10_000, 0),
    logRange: counted('logRange', options.logRange ?? 500, 1),
    realm,
    description,
  };
}

function readFacilitators(given: X402Options['facilitator']): readonly (FacilitatorProfile | Facilitator)[] {
  const list = isList(given) ? given : [given];
  if (list.length === 0) throw misfit('has no facilitator. Pass the address of one.');
  return list.map((one) => {
    const facilitator = typeof one === 'string' ? { url: one } : one;
    if (!('settle' in facilitator)) checkUrl('facilitator', facilitator.url);
    return facilitator;
  });
}

function isList(given: X402Options['facilitator']): given is readonly FacilitatorOption[] {
  return Array.isArray(given);
}

function counted(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw misfit(`has a ${name} that is not a whole number from ${least}.`);
}

function checkUrl(name: string, text: string): void {
  const protocol = URL.canParse(text) ? new URL(text).protocol : '';
  if (protocol !== 'https:' && protocol !== 'http:')
    throw misfit(`has a ${name} that is not an http address.`);
}

function misfit(fault: string): RailError {
  return new RailError('configuration', `Rail "x402" ${fault}`);
}
