import type { JsonObject } from '@railyard/core/rail';
import { encodeParameters, isPrintable, readParameters } from './parameters.ts';
import { decodeJson } from './request.ts';

/** The parameters of a challenge that its id is made of, as they stand in the header. */
export interface Terms extends JsonObject {
  readonly realm: string;
  readonly method: string;
  readonly intent: string;
  /** JSON in base64url. */
  readonly request: string;
  /** RFC 3339. */
  readonly expires: string | null;
  /** RFC 9530. */
  readonly digest: string | null;
  /** JSON in base64url. */
  readonly opaque: string | null;
  /** The field that the credential shall come in; null for `Authorization`. */
  readonly header: string | null;
}

/** A challenge as a payer knows it. */
export interface Issued extends Terms {
  readonly id: string;
}

/**
 * The text whose HMAC is the id of a challenge. `header` stands before `opaque`, as in the published vectors and the
 * SDKs; the text of the draft has it last.
 */
export function signedText({
  realm,
  method,
  intent,
  request,
  expires,
  digest,
  opaque,
  header,
}: Terms): string {
  const slot = header === null ? '' : `${header}|`;
  return `${realm}|${method}|${intent}|${request}|${expires ?? ''}|${digest ?? ''}|${slot}${opaque ?? ''}`;
}

/** Whether the parameters can be signed: a bar would let two challenges have one text. */
export function isSignable(terms: Terms): boolean {
  const text = signedText(terms);
  return isPrintable(text) && text.split('|').length === (terms.header === null ? 7 : 8);
}

/** A challenge as `WWW-Authenticate` carries it; `tokenTypes` for payers who send a token alone. */
export function encodeChallenge({ id, ...terms }: Issued, tokenTypes: string | null): string {
  const { realm, method, intent, request, expires, digest, opaque, header } = terms;
  // Such payers look at how the header begins.
  const parameters = [
    ['realm', realm],
    ['token_types', tokenTypes],
    ['id', id],
    ['method', method],
    ['intent', intent],
    ['request', request],
    ['expires', expires],
    ['digest', digest],
    ['opaque', opaque],
    ['header', header],
  ] as const;
  return `Payment ${encodeParameters(parameters.filter((one): one is [(typeof one)[0], string] => one[1] !== null))}`;
}

const SCHEME = /^payment[ \t]+/i;
const METHOD = /^[a-z][a-z0-9:_-]*$/;
const INTENT = /^[A-Za-z0-9-]+$/;

/** The challenge in a `WWW-Authenticate` header of one challenge, or null. */
export function readChallenge(header: string): Issued | null {
  const scheme = SCHEME.exec(header)?.[0];
  const found = scheme === undefined ? null : readParameters(header.slice(scheme.length));
  const [id, realm, method, intent, request] = ['id', 'realm', 'method', 'intent', 'request'].map((name) =>
    found?.get(name),
  );
  if (!found || !id || realm === undefined || request === undefined || decodeJson(request) === null)
    return null;
  if (method === undefined || !METHOD.test(method) || intent === undefined || !INTENT.test(intent))
    return null;
  const [expires = null, digest = null, opaque = null] = ['expires', 'digest', 'opaque'].map((name) =>
    found.get(name),
  );
  const field = readField(found.get('header'));
  return field && { id, realm, method, intent, request, expires, digest, opaque, header: field.header };
}

/** The field that a credential shall come in; null for one that the scheme does not know. */
export function readField(header: string | undefined): { readonly header: string | null } | null {
  if (header === undefined || header.toLowerCase() === 'authorization') return { header: null };
  return header === PAYMENT_AUTHORIZATION ? { header } : null;
}

/** The field that leaves `Authorization` to the API key. */
export const PAYMENT_AUTHORIZATION = 'Payment-Authorization';
