import type { Sandbox } from '@railyard/sandbox';
import { createPublicClient, erc20Abi, http, parseAbiItem } from 'viem';
import type { Ledger } from './verdict.ts';

const USED = parseAbiItem('event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)');
const MOVED = parseAbiItem('event Transfer(address indexed from, address indexed to, uint256 value)');

/** What the chain itself says of the merchant, who had nothing at first. */
export async function readLedger({ chain, merchant }: Sandbox): Promise<Ledger> {
  const client = createPublicClient({ transport: http(chain.anvilUrl) });
  const all = { address: chain.usdc, fromBlock: 0n, toBlock: 'latest', strict: true } as const;
  const [used, moved, balance] = await Promise.all([
    client.getLogs({ ...all, event: USED }),
    client.getLogs({ ...all, event: MOVED, args: { to: merchant.address } }),
    client.readContract({
      address: chain.usdc,
      abi: erc20Abi,
      functionName: 'balanceOf',
      args: [merchant.address],
    }),
  ]);
  const nonceOf = new Map(used.map((log) => [placeOf(log), log.args.nonce]));
  const transfers = moved.flatMap((log) => {
    // The token tells of the transfer right after the authorization that it used.
    const nonce = nonceOf.get(placeOf({ ...log, logIndex: log.logIndex - 1 }));
    return nonce ? [{ nonce, transaction: log.transactionHash, units: log.args.value }] : [];
  });
  return { transfers, balance };
}

interface Place {
  readonly transactionHash: string;
  readonly logIndex: number;
}

function placeOf({ transactionHash, logIndex }: Place): string {
  return `${transactionHash}:${logIndex}`;
}
