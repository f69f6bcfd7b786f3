import type { Hex, Sandbox } from '@railyard/sandbox';
import { createPublicClient, erc20Abi, http, parseAbiItem } from 'viem';
import type { Ledger, Transfer } from './verdict.ts';

const USED = parseAbiItem('event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce)');
const MOVED = parseAbiItem('event Transfer(address indexed from, address indexed to, uint256 value)');

type Chain = Pick<Sandbox, 'chain'>;

/** What the chain itself says of the merchant, who had nothing at first. */
export async function readLedger({ chain, merchant }: Sandbox): Promise<Ledger> {
  const [transfers, balance] = await Promise.all([
    readTransfers({ chain }, { to: merchant.address }),
    clientOf({ chain }).readContract({
      address: chain.usdc,
      abi: erc20Abi,
      functionName: 'balanceOf',
      args: [merchant.address],
    }),
  ]);
  return { transfers, balance };
}

/** All money that moved by authorization between these two, the oldest first; from or to anybody who is not named. */
export async function readTransfers(
  { chain }: Chain,
  between: { readonly from?: Hex; readonly to?: Hex },
): Promise<readonly Transfer[]> {
  const client = clientOf({ chain });
  const all = { address: chain.usdc, fromBlock: 0n, toBlock: 'latest', strict: true } as const;
  const [used, moved] = await Promise.all([
    client.getLogs({ ...all, event: USED, ...(between.from && { args: { authorizer: between.from } }) }),
    client.getLogs({ ...all, event: MOVED, args: between }),
  ]);
  const nonceOf = new Map(used.map((log) => [placeOf(log), log.args.nonce]));
  return moved.flatMap((log) => {
    // The token tells of the transfer right after the authorization that it used.
    const nonce = nonceOf.get(placeOf({ ...log, logIndex: log.logIndex - 1 }));
    return nonce ? [{ nonce, transaction: log.transactionHash, units: log.args.value }] : [];
  });
}

function clientOf({ chain }: Chain) {
  return createPublicClient({ transport: http(chain.anvilUrl) });
}

interface Place {
  readonly transactionHash: string;
  readonly logIndex: number;
}

function placeOf({ transactionHash, logIndex }: Place): string {
  return `${transactionHash}:${logIndex}`;
}
