import { canonical, type JsonObject, type Refusal } from '@railyard/core/rail';
import { decodeText, encodeText } from './base64url.ts';
import { type Issued, isSignable, readField } from './challenge.ts';
import { isMembers, readJson } from './members.ts';
import { isPrintable, MAX_LENGTH } from './parameters.ts';

/** The challenge as the payer repeats it: the parameters that its id is made of. */
export type Echo = Issued;

/** A token that answers a challenge. */
export interface Standard extends Answer, JsonObject {
  readonly form: 'standard';
  /** Of the request that it came with. */
  readonly seen: { readonly method: string; readonly digest: string | null; readonly key: string };
}

/** A token alone, which says nothing of what it is for. */
export interface Raw extends JsonObject {
  readonly form: 'raw';
  readonly spt: string;
  /** The version of the cart that an earlier challenge quoted. */
  readonly quoted: number | null;
}

/** What a payer presents. */
export type Presented = Standard | Raw;

/** What a credential of the standard form says. */
export interface Answer {
  readonly spt: string;
  readonly challenge: Echo;
  readonly externalId: string | null;
}

const TOKEN = /^spt_\w{1,255}$/;
const LONGEST_ID = 256;

/** Whether a value is a Shared Payment Token. No JSON in base64url begins like one. */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && TOKEN.test(value);
}

/** Reads the text that follows the scheme's name: JSON in base64url. */
export function readAnswerText(text: string): Answer | Refusal {
  if (text.length > MAX_LENGTH) return malformed(`is longer than ${MAX_LENGTH} characters`);
  const json = decodeText(text);
  const value = json === null ? null : readJson(json);
  return value ? readAnswer(value) : malformed('is neither a token nor a JSON object in base64url');
}

/** Reads a credential that is JSON already. */
export function readAnswer(value: unknown): Answer | Refusal {
  const { challenge: echoed, payload } = isMembers(value) ? value : {};
  const challenge = readEcho(echoed);
  if (!challenge) return malformed('does not repeat a challenge as it was given');
  if (challenge.method !== 'stripe' || challenge.intent !== 'charge')
    return {
      refused: 'method_unsupported',
      message: 'Answer a challenge of the method stripe, intent charge.',
    };

  const { spt, externalId = null } = isMembers(payload) ? payload : {};
  if (!isToken(spt)) return malformed('has no token spt_… in its payload');
  if (externalId !== null && typeof externalId !== 'string')
    return malformed('has an externalId that is not text');
  return { spt, challenge, externalId };
}

function readEcho(value: unknown): Echo | null {
  if (!isMembers(value)) return null;
  const { id, realm, method, intent, expires = null, digest = null, header = null } = value;
  const request = readEncoded(value.request);
  const opaque = readEncoded(value.opaque ?? '');
  if (!isId(id) || typeof realm !== 'string' || typeof method !== 'string' || typeof intent !== 'string')
    return null;
  if (request === null || opaque === null) return null;
  if (!isTextOrNull(expires) || !isTextOrNull(digest) || !isTextOrNull(header)) return null;
  const field = readField(header ?? undefined);
  const terms = {
    realm,
    method,
    intent,
    request,
    expires,
    digest,
    opaque: opaque || null,
    header: field?.header ?? null,
  };
  return field && isSignable(terms) ? { id, ...terms } : null;
}

/** JSON in base64url; over MCP it may also be JSON as it is. */
function readEncoded(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!isMembers(value)) return null;
  try {
    const encoded = encodeText(canonical(value));
    return encoded.length > MAX_LENGTH ? null : encoded;
  } catch {
    // Nested too deep.
    return null;
  }
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_ID && isPrintable(value);
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

/** The refusal of a credential that cannot be read. */
export function malformed(fault: string): Refusal {
  return { refused: 'malformed_credential', message: `The Payment credential ${fault}.` };
}
