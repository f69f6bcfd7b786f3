import { type Challenge, type ChallengeContext, type Purchase, toDecimal } from '@railyard/core/rail';
import { createDetect } from './detect.ts';
import { createKeys, type Keys } from './keys.ts';
import type { Settings } from './options.ts';
import { digestOf, keyIn, purposeOf } from './purpose.ts';
import { chargeOf } from './terms.ts';
import { readItems } from './wire/authorization.ts';
import { encodeBytes } from './wire/base64url.ts';
import { type Issued, PAYMENT_AUTHORIZATION, signedText, type Terms } from './wire/challenge.ts';
import { encodePurpose } from './wire/opaque.ts';
import { httpParts, nativeParts, type Payable } from './wire/parts.ts';
import { encodeJson } from './wire/request.ts';

/** Every unpaid request is answered with a challenge, and many of them are for the same few purchases. */
const MOST_KEPT = 500;

const NONCE_BYTES = 16;

/**
 * Makes challenges, signed with the newest secret. `Accept-Payment` is not asked: a 402 needs a Payment challenge, and
 * this rail has one kind.
 */
export function createChallenge(
  settings: Settings,
): (purchase: Purchase, context: ChallengeContext) => Challenge {
  const { realm, expiresIn, rawTokens } = settings;
  const keys = createKeys(settings.secrets);
  const payableFor = createPayables(settings);
  const nonce = createNonces();
  const detect = createDetect(settings);

  return (purchase, context) => {
    const { request } = context;
    const payable = payableFor(purchase);
    const now = context.now();
    const issue = { issued: timeOf(now), nonce: nonce() };
    const terms: Terms = {
      realm,
      method: 'stripe',
      intent: 'charge',
      request: payable.request,
      expires: timeOf(now + expiresIn * 1_000),
      digest: digestOf(request.body),
      opaque: encodePurpose(
        purposeOf(purchase, context, { method: request.method, key: keyIn(request) }),
        issue,
      ),
      header: null,
    };
    const refused = detect(request) === null ? 'payment_required' : context.refused;
    if (isCall(request.method)) return nativeParts(payable, { challenge: issued(keys, terms), refused });
    const header = isSlotTaken(request.headers.authorization) ? PAYMENT_AUTHORIZATION : null;
    // A bare token pays what was quoted, where the platform remembers that.
    const takesRaw = rawTokens && request.quoted !== undefined;
    return httpParts(payable, { challenge: issued(keys, { ...terms, header }), refused, takesRaw });
  };
}

/** Whether a request came over MCP, whose methods are such as `tools/call`: it knows no headers, and HTTP no slash here. */
function isCall(method: string): boolean {
  return method.includes('/');
}

/** What is the same in every challenge for one purchase. */
function createPayables(settings: Settings): (purchase: Purchase) => Payable {
  const kept = new Map<string, Payable>();
  return (purchase) => {
    const { order, total } = purchase;
    const key = `${total.amount} ${total.currency} ${order}`;
    const known = kept.get(key);
    if (known) return known;

    const charge = chargeOf(settings, purchase);
    const payable = { charge, request: encodeJson(charge), decimal: toDecimal(total) };
    if (kept.size >= MOST_KEPT) kept.clear();
    kept.set(key, payable);
    return payable;
  };
}

function issued(keys: Keys, terms: Terms): Issued {
  return { id: keys.sign(signedText(terms)), ...terms };
}

/** Whether the client's API key, or anything else that is no payment, stands where a credential would. */
function isSlotTaken(authorization: string | undefined): boolean {
  return authorization !== undefined && readItems(authorization).others;
}

function timeOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Draws nonces, many at a time: each draw costs as much as a signature. */
function createNonces(): () => string {
  const bytes = new Uint8Array(NONCE_BYTES * 256);
  let used = bytes.length;
  return () => {
    if (used === bytes.length) {
      crypto.getRandomValues(bytes);
      used = 0;
    }
    used += NONCE_BYTES;
    return encodeBytes(bytes.subarray(used - NONCE_BYTES, used));
  };
}
