import type { Facts } from '@railyard/core/rail';
import { readAddress, readUint } from './fields.ts';

/** The authorization that a refund was last sent with, as it is remembered. */
export interface SentRefund {
  /** In units of the token. */
  readonly value: bigint;
  /** In seconds since 1970. */
  readonly validBefore: bigint;
  /** The wallet that signed it. Another one has nonces of its own, and would pay again. */
  readonly wallet: string;
}

const PREFIX = 'refund:';

/** What is remembered of a refund before it is sent. */
export function factsOfRefund(id: string, { value, validBefore, wallet }: SentRefund): Facts {
  return { [`${PREFIX}${id}`]: `${value} ${validBefore} ${wallet}` };
}

/** The refund of this id that was sent, or null. */
export function readRefund(facts: Facts, id: string): SentRefund | null {
  const [value, validBefore, wallet] = (facts[`${PREFIX}${id}`] ?? '').split(' ').map(readPart);
  return value && validBefore && wallet
    ? { value: BigInt(value), validBefore: BigInt(validBefore), wallet }
    : null;
}

/** The ids of all refunds that were sent. */
export function refundIds(facts: Facts): readonly string[] {
  return Object.keys(facts)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => name.slice(PREFIX.length));
}

function readPart(part: string, at: number): string | null {
  return at === 2 ? readAddress(part) : readUint(part);
}
