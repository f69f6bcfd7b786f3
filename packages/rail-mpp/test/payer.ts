import type { ChallengeContext, Credential, Purchase, RailRequest, Refusal } from '@railyard/core/rail';
import { createChallenge } from '../src/challenge.ts';
import { type MppOptions, readOptions, type Settings } from '../src/options.ts';
import { type Issued, readChallenge } from '../src/wire/challenge.ts';
import type { Presented, Standard } from '../src/wire/credential.ts';

/** Where the tests' clocks stand. */
export const NOW = Date.parse('2026-10-12T10:00:00.000Z');
export const SECRET = 'a secret of these tests alone, 32 bytes or more';
export const SPT = 'spt_1QkFf2TokenOfTheTests';
export const REALM = 'shop.example';

export const OPTIONS: MppOptions = {
  secretKey: 'sk_test_4eC39HqLyjWDarjtT1zdp7dc',
  networkId: 'profile_test_1',
  secrets: [SECRET],
  realm: REALM,
};

export function settingsWith(change: Partial<MppOptions> = {}): Settings {
  return readOptions({ ...OPTIONS, ...change });
}

export const purchase: Purchase = {
  order: 'order_1',
  cart: 'cart_1',
  version: 3,
  seller: 'seller_1',
  lines: [{ variant: 'v1', title: 'Tea', quantity: 1, unitAmount: 4999 }],
  subtotal: 4999,
  deliveryFee: 0,
  tip: 0,
  total: { amount: 4999, currency: 'usd' },
  shipTo: null,
  email: null,
  quotedAt: NOW - 60_000,
};

export const BODY = new TextEncoder().encode('{"email":"buyer@example.com"}');
export const RESOURCE = 'https://shop.example/carts/cart_1/checkout';

export function requestWith(
  headers: RailRequest['headers'] = {},
  change: Partial<RailRequest> = {},
): RailRequest {
  return { method: 'POST', url: RESOURCE, headers, meta: {}, body: BODY, ...change };
}

export function contextWith(change: Partial<ChallengeContext> = {}): ChallengeContext {
  return {
    resource: RESOURCE,
    tenant: 'tenant_1',
    principal: 'principal_1',
    mode: 'test',
    now: () => NOW,
    scope: 'cart_1',
    request: requestWith({}, { quoted: null }),
    refused: 'payment_required',
    ...change,
  };
}

/** A challenge for the good purchase, as a payer reads it. */
export function issue(settings = settingsWith(), change: Partial<ChallengeContext> = {}): Issued {
  const { headers } = createChallenge(settings)(purchase, contextWith(change));
  const issued = readChallenge(headers['WWW-Authenticate'] ?? '');
  if (!issued) throw new Error('The challenge cannot be read.');
  return issued;
}

/** A credential of the standard form as JSON; what is null in a challenge was not in it. */
export function answerTo(challenge: object, payload: object = { spt: SPT }): object {
  const said = Object.entries(challenge).filter(([, value]) => value !== null);
  return { challenge: Object.fromEntries(said), payload };
}

export function headerOf(credential: unknown): string {
  return `Payment ${base64url(JSON.stringify(credential))}`;
}

export function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}

/** The credential in what was detected; throws when there is none. */
export function found(detected: Credential<Presented> | Refusal | null): Credential<Presented> {
  if (!detected || 'refused' in detected) throw new Error(`No credential: ${detected?.message ?? 'nothing'}`);
  return detected;
}

/** A good answer to a challenge, as it is presented with the request that was challenged. */
export function presentedTo(challenge: Issued, change: Partial<Standard> = {}): Standard {
  const seen = { method: 'POST', digest: challenge.digest, key: '' };
  return { form: 'standard', spt: SPT, challenge, externalId: null, seen, ...change };
}
