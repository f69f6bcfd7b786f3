const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const BYTES_32 = /^0x[0-9a-fA-F]{64}$/;
const BYTES = /^0x(?:[0-9a-fA-F]{2})+$/;
const DIGITS = /^\d{1,78}$/;
const UINT256_END = 1n << 256n;

/** An object of unknown members, from JSON. */
export type Members = Readonly<Record<string, unknown>>;

/** True for a JSON object, false for an array. */
export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An address in lower case, or null. */
export function readAddress(value: unknown): string | null {
  return lowerCase(value, ADDRESS);
}

/** 32 bytes of hex in lower case, or null. */
export function readBytes32(value: unknown): string | null {
  return lowerCase(value, BYTES_32);
}

/** Hex of any length in lower case, or null. */
export function readBytes(value: unknown): string | null {
  return lowerCase(value, BYTES);
}

/** A uint256 as decimal text without leading zeros, or null. */
export function readUint(value: unknown): string | null {
  if (typeof value !== 'string' || !DIGITS.test(value)) return null;
  const number = BigInt(value);
  return number < UINT256_END ? number.toString() : null;
}

function lowerCase(value: unknown, pattern: RegExp): string | null {
  return typeof value === 'string' && pattern.test(value) ? value.toLowerCase() : null;
}
