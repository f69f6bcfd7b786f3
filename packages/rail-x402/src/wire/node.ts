import { isMembers, type Members, readAddress, readBytes32 } from './fields.ts';
import { AUTHORIZATION_CANCELED, AUTHORIZATION_USED, type AuthorizationKey, word } from './token.ts';

/** A block, as far as it matters here. */
export interface Block {
  readonly number: number;
  readonly hash: string;
  /** Seconds since 1970. */
  readonly timestamp: number;
}

/** One event of a contract. Hex is in lower case. */
export interface Log {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
}

/** What a transaction that is in a block has done. */
export interface TransactionReceipt {
  readonly succeeded: boolean;
  readonly block: Block;
  /** Every event of the transaction, in order. */
  readonly logs: readonly Log[];
}

/** `AuthorizationUsed` or `AuthorizationCanceled`. An authorization has at most one of them, ever. */
export interface AuthorizationEvent {
  readonly event: 'used' | 'cancelled';
  readonly transaction: string;
  readonly block: number;
}

const QUANTITY = /^0x[0-9a-fA-F]{1,13}$/;
const DATA = /^0x(?:[0-9a-fA-F]{2})*$/;

/** A number as JSON-RPC writes it. */
export function quantity(number: number): string {
  return `0x${number.toString(16)}`;
}

/** Reads a quantity below 2^52. This and the readers below throw on anything else than what they are for. */
export function readQuantity(value: unknown): number {
  return Number(matching(value, QUANTITY, 'a quantity'));
}

/** A block, from `eth_getBlockBy…`. */
export function readBlock(value: unknown): Block {
  const { number, hash, timestamp } = members(value);
  return { number: readQuantity(number), hash: hash32(hash), timestamp: readQuantity(timestamp) };
}

/** The 32 bytes that a call of a contract returns, as a number. No bytes mean that there is no contract. */
export function readWord(value: unknown): bigint {
  return BigInt(hash32(value));
}

/** The boolean that a call of a contract returns. */
export function readFlag(value: unknown): boolean {
  const flag = readWord(value);
  if (flag > 1n) throw new Error('The node sent no boolean.');
  return flag === 1n;
}

/** One of the two events that end this authorization, from `eth_getLogs`. */
export function readEvent(value: unknown, { token, payer, nonce }: AuthorizationKey): AuthorizationEvent {
  const { address, topics, transactionHash, blockNumber } = members(value);
  const [event, from, which] = (Array.isArray(topics) ? topics : []).map(readBytes32);
  const asked = readAddress(address) === token && from === word(payer) && which === nonce;
  if (!asked || (event !== AUTHORIZATION_USED && event !== AUTHORIZATION_CANCELED)) {
    throw new Error('The node sent an event that was not asked for.');
  }
  return {
    event: event === AUTHORIZATION_USED ? 'used' : 'cancelled',
    transaction: hash32(transactionHash),
    block: readQuantity(blockNumber),
  };
}

/** A receipt as nodes give it: the time of its block only where the node adds it to the logs. */
export interface RawReceipt extends Pick<TransactionReceipt, 'succeeded' | 'logs'> {
  readonly block: Pick<Block, 'number' | 'hash'>;
  readonly timestamp: number | null;
}

/** The receipt of this transaction, from `eth_getTransactionReceipt`. */
export function readReceipt(value: unknown, transaction: string): RawReceipt {
  const { transactionHash, status, blockNumber, blockHash, logs } = members(value);
  if (hash32(transactionHash) !== transaction)
    throw new Error('The node sent the receipt of another transaction.');
  if (!Array.isArray(logs)) throw new Error('The node sent a receipt without logs.');
  const first: unknown = logs[0];
  return {
    succeeded: readQuantity(status) === 1,
    block: { number: readQuantity(blockNumber), hash: hash32(blockHash) },
    timestamp:
      isMembers(first) && first.blockTimestamp !== undefined ? readQuantity(first.blockTimestamp) : null,
    logs: logs.map(readLog),
  };
}

function readLog(value: unknown): Log {
  const { address, topics, data } = members(value);
  if (!Array.isArray(topics)) throw new Error('The node sent a log without topics.');
  return {
    address: required(readAddress(address), 'an address'),
    topics: topics.map(hash32),
    data: matching(data, DATA, 'data').toLowerCase(),
  };
}

function members(value: unknown): Members {
  return required(isMembers(value) ? value : null, 'an object');
}

function hash32(value: unknown): string {
  return required(readBytes32(value), '32 bytes');
}

function matching(value: unknown, pattern: RegExp, what: string): string {
  return required(typeof value === 'string' && pattern.test(value) ? value : null, what);
}

function required<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`The node did not send ${what}.`);
  return value;
}
