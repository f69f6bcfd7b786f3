import type { ChainReader } from '../src/chain/reader.ts';
import type { AuthorizationEvent, Block, Log } from '../src/wire/node.ts';
import type { AuthorizationKey } from '../src/wire/token.ts';
import { AUTHORIZATION_CANCELED, AUTHORIZATION_USED, TRANSFER, word } from '../src/wire/token.ts';
import { NOW, PAY_TO, payer, SEPOLIA_USDC } from './payer.ts';

/** The authorization that `signedPayment` signs, as the token contract knows it. */
export const authorization = {
  token: SEPOLIA_USDC.toLowerCase(),
  payer: payer.address.toLowerCase(),
  nonce: `0x${'0'.repeat(63)}1`,
};

interface Transaction {
  readonly hash: string;
  readonly block: Block;
  readonly logs: readonly Log[];
  readonly succeeded: boolean;
}

/** A chain in memory with one token, that mines on demand and can lag, lie low or fail as nodes do. */
export interface FakeChain extends ChainReader {
  /** What was asked, by method. */
  readonly asked: string[];
  /** Methods that reject from now on. */
  readonly broken: Set<keyof ChainReader>;
  /** How many of the newest blocks the node does not show yet. */
  lag: number;
  /** Of any wallet, before its first payment. */
  balance: bigint;
  mine(count?: number): void;
  /** Moves the clock of the chain to this time with one block. */
  mineAt(timestamp: number): void;
  /** A block with a transaction that uses the authorization; its hash. */
  pay(change?: { readonly to?: string; readonly value?: bigint; readonly nonce?: string }): string;
  /** A block with a transaction of these logs; its hash. */
  transact(logs: readonly Log[], outcome?: 'succeeded' | 'reverted'): string;
  cancel(): string;
  /** Called at each question, before it is answered. */
  onAsk: (method: string) => void;
}

export function usedLog({ payer: from, nonce, token }: AuthorizationKey = authorization): Log {
  return { address: token, topics: [AUTHORIZATION_USED, word(from), nonce], data: '0x' };
}

export function transferLog(to: string = PAY_TO, value = 49_990_000n, from = authorization.payer): Log {
  return {
    address: authorization.token,
    topics: [TRANSFER, word(from), word(to)],
    data: word(`0x${value.toString(16)}`),
  };
}

export function fakeChain(): FakeChain {
  const blocks: Block[] = [blockAt(0, NOW - 2_000)];
  const transactions: Transaction[] = [];
  const events: (AuthorizationEvent & Pick<AuthorizationKey, 'payer' | 'nonce'>)[] = [];
  const asked: string[] = [];
  const broken = new Set<keyof ChainReader>();

  const tip = (): Block => blocks.at(-1) ?? blockAt(0, 0);
  const shown = (): Block => blocks[Math.max(0, blocks.length - 1 - chain.lag)] ?? tip();
  const eventsOf = ({ payer: from, nonce }: AuthorizationKey) =>
    events.filter((event) => event.payer === from && event.nonce === nonce);
  const ask = (method: keyof ChainReader): void => {
    asked.push(method);
    chain.onAsk(method);
    if (broken.has(method)) throw new Error(`The node is down: ${method}.`);
  };
  const blockWith = (hash: string): Block => {
    const block = blocks.find((one) => one.hash === hash);
    if (!block || block.number > shown().number) throw new Error('The node does not have this block.');
    return block;
  };

  const chain: FakeChain = {
    asked,
    broken,
    lag: 0,
    balance: 1_000_000_000n,
    onAsk: () => {},
    mine(count = 1) {
      for (let mined = 0; mined < count; mined += 1)
        blocks.push(blockAt(tip().number + 1, tip().timestamp + 2));
    },
    mineAt(timestamp) {
      blocks.push(blockAt(tip().number + 1, timestamp));
    },
    pay({ to, value, nonce = authorization.nonce } = {}) {
      return chain.transact([usedLog({ ...authorization, nonce }), transferLog(to, value)]);
    },
    cancel() {
      return chain.transact([
        { ...usedLog(), topics: [AUTHORIZATION_CANCELED, word(authorization.payer), authorization.nonce] },
      ]);
    },
    transact(logs, outcome = 'succeeded') {
      chain.mine();
      const hash = word(`0x7a${transactions.length.toString(16)}`);
      const { number } = tip();
      transactions.push({ hash, block: tip(), logs, succeeded: outcome === 'succeeded' });
      if (outcome === 'reverted') return hash;
      for (const { address, topics } of logs) {
        if (address !== authorization.token) continue;
        const [topic, from = '', nonce = ''] = topics;
        const event = topic === AUTHORIZATION_USED ? 'used' : 'cancelled';
        if (topic === AUTHORIZATION_USED || topic === AUTHORIZATION_CANCELED) {
          events.push({ event, transaction: hash, block: number, payer: `0x${from.slice(26)}`, nonce });
        }
      }
      return hash;
    },

    async block(number) {
      ask('block');
      const block = number === 'latest' ? shown() : blocks[number];
      if (!block || block.number > shown().number) throw new Error('The node does not have this block.');
      return block;
    },
    async isUsed(key, blockHash) {
      ask('isUsed');
      const { number } = blockWith(blockHash);
      return eventsOf(key).some(({ block }) => block <= number);
    },
    async balanceOf({ payer: holder }, blockHash) {
      ask('balanceOf');
      const { number } = blockWith(blockHash);
      const done = transactions.filter(({ block, succeeded }) => succeeded && block.number <= number);
      const spent = done.flatMap(({ logs }) => logs.map((log) => spentIn(log, holder)));
      return spent.reduce((left, value) => left - value, chain.balance);
    },
    async events(key, { from, to }) {
      ask('events');
      const last = Math.min(to, shown().number);
      return eventsOf(key).filter(({ block }) => block >= from && block <= last);
    },
    async receipt(hash) {
      ask('receipt');
      const found = transactions.find((one) => one.hash === hash);
      if (!found || found.block.number > shown().number) return null;
      return { succeeded: found.succeeded, block: found.block, logs: found.logs };
    },
  };
  chain.mine(1_000); // to NOW
  return chain;
}

function blockAt(number: number, timestamp: number): Block {
  return { number, hash: word(`0xb1${number.toString(16)}`), timestamp };
}

function spentIn({ topics, data }: Log, holder: string): bigint {
  return topics[0] === TRANSFER && topics[1] === word(holder) ? BigInt(data) : 0n;
}
