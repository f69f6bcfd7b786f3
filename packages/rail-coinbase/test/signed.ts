import { createHmac } from 'node:crypto';
import type { JsonObject, RailRequest } from '@railyard/core/rail';
import { NOW } from './mount.ts';

export const SECRET = '1f7c1d5e-CANARY-of-the-subscription';

/** How a webhook is signed. */
export interface Signing {
  readonly secret?: string;
  /** In seconds since 1970. */
  readonly time?: number | string;
  /** The headers that are signed, in order. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly version?: 'v0' | 'v1';
}

const HEADERS = { 'content-type': 'application/json', 'x-event-id': '1f1f' };

function hmac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

/** The value of `X-Hook0-Signature`. */
export function signatureOf(body: string, signing: Signing = {}): string {
  const { secret = SECRET, time = NOW / 1_000, headers = HEADERS, version = 'v1' } = signing;
  if (version === 'v0') return `t=${time},v0=${hmac(secret, `${time}.${body}`)}`;
  const names = Object.keys(headers).join(' ');
  const mac = hmac(secret, `${time}.${names}.${Object.values(headers).join('.')}.${body}`);
  return `t=${time},h=${names},v1=${mac}`;
}

/** A webhook that Coinbase sends. */
export function signed(payload: JsonObject | string, signing: Signing = {}): RailRequest {
  const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const signature = signatureOf(body, signing);
  return {
    method: 'POST',
    url: 'https://shop.example/webhooks/coinbase',
    headers: { ...(signing.headers ?? HEADERS), 'x-hook0-signature': signature },
    meta: {},
    body: new TextEncoder().encode(body),
  };
}
