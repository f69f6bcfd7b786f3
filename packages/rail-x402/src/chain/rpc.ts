import { RailError } from '@railyard/core/rail';
import { askJson, type Link } from '../client/http.ts';
import {
  quantity,
  readBlock,
  readEvent,
  readFlag,
  readQuantity,
  readReceipt,
  readWord,
} from '../wire/node.ts';
import {
  AUTHORIZATION_CANCELED,
  AUTHORIZATION_USED,
  type AuthorizationKey,
  authorizationState,
  balanceOf,
  word,
} from '../wire/token.ts';
import type { ChainReader } from './reader.ts';

type Call = (method: string, params: readonly unknown[], link: Link) => Promise<unknown>;

const LONGEST_ANSWER = 4 * 1_024 * 1_024;
const TIMEOUT = 5_000;

/** Reads a chain over JSON-RPC. Rejects with `configuration` when the node serves another chain. */
export function createRpcReader(url: string, chainId: number): ChainReader {
  const call = onChain(chainId, (method, params, link) => send(url, method, params, link));
  const callToken = async (token: string, data: string, blockHash: string, link: Link): Promise<unknown> =>
    call(
      'eth_call',
      [
        { to: token, data },
        { blockHash, requireCanonical: true },
      ],
      link,
    );

  return {
    async block(number, link) {
      const tag = number === 'latest' ? number : quantity(number);
      return readBlock(await call('eth_getBlockByNumber', [tag, false], link));
    },
    async isUsed({ token, payer, nonce }, blockHash, link) {
      return readFlag(await callToken(token, authorizationState(payer, nonce), blockHash, link));
    },
    async balanceOf({ token, payer }, blockHash, link) {
      return readWord(await callToken(token, balanceOf(payer), blockHash, link));
    },
    async events(authorization, { from, to }, link) {
      const filter = { ...filterOf(authorization), fromBlock: quantity(from), toBlock: quantity(to) };
      const logs = await call('eth_getLogs', [filter], link);
      if (!Array.isArray(logs)) throw new Error('The node sent no list of logs.');
      return logs.map((log) => readEvent(log, authorization));
    },
    async receipt(transaction, link) {
      const receipt = await call('eth_getTransactionReceipt', [transaction], link);
      if (receipt === null) return null;
      const { block, timestamp, ...rest } = readReceipt(receipt, transaction);
      return { ...rest, block: { ...block, timestamp: timestamp ?? (await timestampOf(block.hash, link)) } };
    },
  };

  async function timestampOf(hash: string, link: Link): Promise<number> {
    return readBlock(await call('eth_getBlockByHash', [hash, false], link)).timestamp;
  }
}

function filterOf({ token, payer, nonce }: AuthorizationKey): object {
  return { address: token, topics: [[AUTHORIZATION_USED, AUTHORIZATION_CANCELED], word(payer), nonce] };
}

/** The same calls, once the node has said that it serves this chain. */
function onChain(chainId: number, call: Call): Call {
  let verified = false;
  return async (method, params, link) => {
    if (!verified) {
      const served = readQuantity(await call('eth_chainId', [], link));
      if (served !== chainId) {
        throw new RailError(
          'configuration',
          `The rpcUrl given to x402() serves chain ${served}, not ${chainId}.`,
        );
      }
      verified = true;
    }
    return call(method, params, link);
  };
}

/** One JSON-RPC call. Its errors name the method only: the address often holds a key. */
async function send(url: string, method: string, params: readonly unknown[], link: Link): Promise<unknown> {
  const request = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const { body } = await askJson({ url, body: request, limit: LONGEST_ANSWER, timeout: TIMEOUT }, link);
  if (typeof body === 'object' && body !== null && 'result' in body && body.result !== undefined)
    return body.result;
  throw new Error(`The node did not answer ${method}.`);
}
