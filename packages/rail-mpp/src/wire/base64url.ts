const BEYOND_ASCII = /[\u0080-\uffff]/;
const RUNS_BEYOND_ASCII = /[\u0080-\uffff]+/g;
const ALPHABET = /^[A-Za-z0-9_-]*$/;
// By how many characters are left over: those whose last bits, which belong to no byte, are zero.
const LAST = { 2: /[AQgw]$/, 3: /[AEIMQUYcgkosw048]$/ };

const utf8 = new TextEncoder();

/** Text in base64url without padding. */
export function encodeText(text: string): string {
  // Nearly all of it is ASCII, which base64 takes as it is.
  return urlSafe(
    BEYOND_ASCII.test(text)
      ? text.replace(RUNS_BEYOND_ASCII, (run) => String.fromCharCode(...utf8.encode(run)))
      : text,
  );
}

/** Bytes in base64url without padding. */
export function encodeBytes(bytes: Uint8Array): string {
  return urlSafe(String.fromCharCode(...bytes));
}

/**
 * The text in base64url, padded or not, or null. Every text has one spelling: bits that belong to no byte are refused,
 * and so are bytes that are not UTF-8.
 */
export function decodeText(encoded: string): string | null {
  const plain = withoutPadding(encoded);
  if (plain === null || !isCanonical(plain)) return null;
  const binary = atob(plain.replaceAll('-', '+').replaceAll('_', '/'));
  return BEYOND_ASCII.test(binary) ? decodeUtf8(binary) : binary;
}

function urlSafe(binary: string): string {
  const encoded = btoa(binary).replaceAll('+', '-').replaceAll('/', '_');
  return withoutPadding(encoded) ?? encoded;
}

/** Null for padding that is not as long as it has to be. */
function withoutPadding(text: string): string | null {
  if (!text.endsWith('=')) return text;
  if (text.length % 4 !== 0) return null;
  return text.slice(0, text.endsWith('==') ? -2 : -1);
}

function isCanonical(text: string): boolean {
  if (!ALPHABET.test(text)) return false;
  const left = text.length % 4;
  return left === 0 || (left !== 1 && LAST[left === 2 ? 2 : 3].test(text));
}

function decodeUtf8(binary: string): string | null {
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}
