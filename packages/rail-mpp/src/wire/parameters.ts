import { RailError } from '@railyard/core/rail';

/** Longest header that is read. */
export const MAX_LENGTH = 16_384;

const PRINTABLE = /^[\x20-\x7e]*$/;
const TO_ESCAPE = /["\\]/g;
const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const SPACE = /[ \t]*/y;
const BETWEEN = /[ \t,]*/y;

/** Whether a value can stand in a header, in every client's eyes the same. */
export function isPrintable(value: string): boolean {
  return PRINTABLE.test(value);
}

/** Parameters of a challenge as a header carries them. Throws `configuration` for anything but printable ASCII. */
export function encodeParameters(parameters: readonly (readonly [name: string, value: string])[]): string {
  const text = parameters.map(([name, value]) => `${name}="${value.replace(TO_ESCAPE, '\\$&')}"`).join(', ');
  if (isPrintable(text)) return text;
  throw new RailError('configuration', 'A challenge of rail "mpp" would not be printable ASCII.');
}

/**
 * The parameters of one challenge (RFC 9110, section 11.2) by their name in lower case; null when one is twice there or
 * a quoted value has no end. What follows the last parameter is not read: it may be the challenge of another scheme.
 */
export function readParameters(text: string): ReadonlyMap<string, string> | null {
  if (text.length > MAX_LENGTH) return null;
  const found = new Map<string, string>();
  for (let at = 0; ; ) {
    const name = match(TOKEN, text, (at += match(BETWEEN, text, at).length)).toLowerCase();
    at += name.length;
    at += match(SPACE, text, at).length;
    if (name === '' || text[at] !== '=') return found;
    at += 1;
    at += match(SPACE, text, at).length;

    const value = text[at] === '"' ? readQuoted(text, at) : readToken(text, at);
    if (value === null || found.has(name)) return null;
    found.set(name, value.text);
    at = value.end;
  }
}

interface Value {
  readonly text: string;
  readonly end: number;
}

function readToken(text: string, at: number): Value | null {
  const token = match(TOKEN, text, at);
  return token === '' ? null : { text: token, end: at + token.length };
}

function readQuoted(text: string, start: number): Value | null {
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '"') return { text: value, end: at + 1 };
    if (text[at] === '\\') at += 1;
    value += text[at] ?? '';
  }
  return null;
}

/** What the pattern matches at this very place; empty for nothing. */
function match(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
