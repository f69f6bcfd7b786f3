import { decode, encode } from './base64url.ts';

/** What a link carries: names only. Where it leads is looked up when it is followed. */
export interface Claims {
  /** The `referral_id` of the hand-off. */
  readonly referral: string;
  readonly variant: string;
  /** The seller's handle. */
  readonly seller: string;
  /** In milliseconds since 1970, whole seconds. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** The link's own id. */
  readonly id: string;
}

/** A token in its parts: `v1.<kid>.<payload>.<signature>`. */
export interface Token {
  readonly kid: string;
  /** All that is signed. */
  readonly text: string;
  /** To be read once the signature is known to be ours. */
  readonly payload: string;
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** Characters. Longer tokens are neither made nor read. */
const LONGEST = 2_048;
const FORM = /^(v1\.([\w-]{8})\.([\w-]+))\.([\w-]{43})$/;
const TEXT_LIMIT = 500;

/** The part of a token that is signed, or null when it would be too long. */
export function encodeClaims(kid: string, claims: Claims): string | null {
  const { referral: r, variant: v, seller: s, issuedAt, expiresAt, id: jti } = claims;
  if ([r, v, s].some((name) => name.length > TEXT_LIMIT)) return null;
  const payload = JSON.stringify({ r, v, s, iat: issuedAt / 1_000, exp: expiresAt / 1_000, jti });
  const text = `v1.${kid}.${encode(new TextEncoder().encode(payload))}`;
  return text.length + 44 > LONGEST ? null : text;
}

/** The signed part with its signature. */
export function encodeToken(text: string, signature: Uint8Array): string {
  return `${text}.${encode(signature)}`;
}

/** The parts of a token, or null. Nothing is known of who made it. */
export function readToken(token: string): Token | null {
  const match = token.length > LONGEST ? null : FORM.exec(token);
  const [, text = '', kid = '', payload = '', end = ''] = match ?? [];
  const signature = match && decode(end);
  return signature && { kid, text, payload, signature };
}

/** What a payload says, or null. */
export function readClaims(payload: string): Claims | null {
  const { r, v, s, iat, exp, jti } = membersOf(payload);
  if (typeof r !== 'string' || typeof v !== 'string' || typeof s !== 'string' || typeof jti !== 'string')
    return null;
  if (!isTime(iat) || !isTime(exp)) return null;
  return { referral: r, variant: v, seller: s, issuedAt: iat * 1_000, expiresAt: exp * 1_000, id: jti };
}

function membersOf(payload: string): Readonly<Record<string, unknown>> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(decode(payload) ?? undefined);
    return Object(JSON.parse(text)) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

/** Whole seconds that a date can hold. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 8.64e12;
}
