import type { ChainReader } from '../src/chain/reader.ts';
import type { AuthorizationEvent, Block, Log } from '../src/wire/node.ts';
import {
  AUTHORIZATION_CANCELED,
  AUTHORIZATION_USED,
  type AuthorizationKey,
  TRANSFER,
  word,
} from '../src/wire/token.ts';
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
  readonly mineAt: (timestamp: number) => void;
  /** A block with a transaction that uses the authorization; its hash. */
  pay(change?: { readonly to?: string; readonly value?: bigint; readonly nonce?: string }): string;
  /** A block with a transaction of these logs; its hash. */
  readonly transact: (logs: readonly Log[], outcome?: 'succeeded' | 'reverted') => string;
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
  const ledger = createLedger();
  const { transact, mineAt, tip } = ledger;
  const mine = (count = 1): void => {
    for (let mined = 0; mined < count; mined += 1) mineAt(tip().timestamp + 2);
  };
  const cancelled = [AUTHORIZATION_CANCELED, word(authorization.payer), authorization.nonce];
  const chain: FakeChain = {
    ...readerOf(ledger, () => chain),
    asked: [],
    broken: new Set(),
    lag: 0,
    balance: 1_000_000_000n,
    onAsk: () => {},
    mine,
    mineAt,
    transact,
    pay: ({ to, value, nonce = authorization.nonce } = {}) =>
      transact([usedLog({ ...authorization, nonce }), transferLog(to, value)]),
    cancel: () => transact([{ ...usedLog(), topics: cancelled }]),
  };
  mine(1_000); // to NOW
  return chain;
}

/** What is on the chain, whatever its node shows. */
interface Ledger {
  readonly blocks: readonly Block[];
  readonly transactions: readonly Transaction[];
  readonly tip: () => Block;
  readonly mineAt: FakeChain['mineAt'];
  readonly transact: FakeChain['transact'];
  /** What became of an authorization. */
  readonly eventsOf: (key: AuthorizationKey) => readonly AuthorizationEvent[];
}

function createLedger(): Ledger {
  const blocks: Block[] = [blockAt(0, NOW - 2_000)];
  const transactions: Transaction[] = [];
  const tip = (): Block => blocks.at(-1) ?? blockAt(0, 0);
  const mineAt = (timestamp: number): void => {
    blocks.push(blockAt(tip().number + 1, timestamp));
  };
  return {
    blocks,
    transactions,
    tip,
    mineAt,
    transact(logs, outcome = 'succeeded') {
      mineAt(tip().timestamp + 2);
      const hash = word(`0x7a${transactions.length.toString(16)}`);
      transactions.push({ hash, block: tip(), logs, succeeded: outcome === 'succeeded' });
      return hash;
    },
    eventsOf: (key) =>
      transactions.flatMap((transaction) => (transaction.succeeded ? eventsIn(transaction, key) : [])),
  };
}

function eventsIn({ hash, block, logs }: Transaction, key: AuthorizationKey): AuthorizationEvent[] {
  return logs.flatMap(({ address, topics: [topic, from, nonce] }): AuthorizationEvent[] => {
    if (address !== authorization.token || from !== word(key.payer) || nonce !== key.nonce) return [];
    const found = { transaction: hash, block: block.number };
    if (topic === AUTHORIZATION_USED) return [{ event: 'used', ...found }];
    return topic === AUTHORIZATION_CANCELED ? [{ event: 'cancelled', ...found }] : [];
  });
}

/** The chain as its node shows it, which may lag or be broken. */
function readerOf({ blocks, transactions, tip, eventsOf }: Ledger, chain: () => FakeChain): ChainReader {
  const shown = (): Block => blocks[Math.max(0, blocks.length - 1 - chain().lag)] ?? tip();
  const ask = (method: keyof ChainReader): void => {
    const { asked, onAsk, broken } = chain();
    asked.push(method);
    onAsk(method);
    if (broken.has(method)) throw new Error(`The node is down: ${method}.`);
  };
  const checked = (block: Block | undefined): Block => {
    if (!block || block.number > shown().number) throw new Error('The node does not have this block.');
    return block;
  };
  const blockWith = (hash: string): Block => checked(blocks.find((one) => one.hash === hash));

  return {
    async block(number) {
      ask('block');
      return number === 'latest' ? shown() : checked(blocks[number]);
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
      return spent.reduce((left, value) => left - value, chain().balance);
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
}

function blockAt(number: number, timestamp: number): Block {
  return { number, hash: word(`0xb1${number.toString(16)}`), timestamp };
}

function spentIn({ topics, data }: Log, holder: string): bigint {
  return topics[0] === TRANSFER && topics[1] === word(holder) ? BigInt(data) : 0n;
}
