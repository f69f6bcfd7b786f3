import { plainText } from './text.ts';

/** Coinbase's bound. */
const LONGEST = 500;

const NAMED = / \(railyard_refund=(\S+) railyard_key=\S+\)$/;

/**
 * Why money goes back, followed by our names of the refund: a refund at Coinbase has no other place for them. A reason
 * that is too long loses its end.
 */
export function encodeReason(
  reason: string,
  { id, key }: { readonly id: string; readonly key: string },
): string {
  const names = ` (railyard_refund=${encodeURIComponent(id)} railyard_key=${encodeURIComponent(key)})`;
  return `${plainText(reason, LONGEST - names.length)}${names}`;
}

/** Our id of the refund that was made for this reason, or null. */
export function readReason(reason: string): string | null {
  const encoded = NAMED.exec(reason)?.[1];
  try {
    return encoded === undefined ? null : decodeURIComponent(encoded);
  } catch {
    return null;
  }
}
