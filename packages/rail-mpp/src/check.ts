import type { CheckContext, Purchase, Refusal } from '@railyard/core/rail';
import { createKeys } from './keys.ts';
import type { Settings } from './options.ts';
import { purposeOf } from './purpose.ts';
import { chargeOf, refusal } from './terms.ts';
import { type Issued, signedText } from './wire/challenge.ts';
import type { Presented, Standard } from './wire/credential.ts';
import { type Purpose, readPurpose } from './wire/opaque.ts';
import { externalIdOf, isSameCharge } from './wire/request.ts';

const OTHER_TERMS = 'The challenge was for other terms than those of now.';

type Check = (purchase: Purchase, presented: Presented, context: CheckContext) => Refusal | null;

/** Tells why a credential is not one for this purchase, as far as it can be seen here; null when it is. */
export function createCheck(settings: Settings): Check {
  const isOurs = createAuthentic(settings);

  return (purchase, presented, context) => {
    if (presented.form === 'raw') return checkQuote(presented.quoted, purchase.version);
    const { challenge } = presented;
    if (!isOurs(challenge))
      return refusal('invalid_challenge', 'The credential does not answer a challenge from here.');
    return (
      checkTime(challenge, context.now()) ??
      checkTerms(settings, purchase, challenge) ??
      checkPurpose(challenge, purposeOf(purchase, context, presented.seen)) ??
      checkRequest(presented)
    );
  };
}

/** Tells whether a challenge was issued here, for this method, under a secret that still verifies. */
export function createAuthentic({
  secrets,
  realm,
}: Pick<Settings, 'secrets' | 'realm'>): (challenge: Issued) => boolean {
  const keys = createKeys(secrets);
  return (challenge) =>
    challenge.realm === realm &&
    challenge.method === 'stripe' &&
    challenge.intent === 'charge' &&
    keys.signed(signedText(challenge), challenge.id);
}

/** A token alone says nothing of an amount: it pays only what its sender was quoted. */
function checkQuote(quoted: number | null, version: number): Refusal | null {
  if (quoted === null)
    return refusal(
      'not_quoted',
      'No challenge was asked for under this Idempotency-Key before the token came.',
    );
  return quoted === version ? null : refusal('wrong_terms', OTHER_TERMS);
}

function checkTime({ expires }: Issued, now: number): Refusal | null {
  return expires !== null && now < Date.parse(expires)
    ? null
    : refusal('challenge_expired', 'The challenge has expired; the token may still be good.');
}

function checkTerms(settings: Settings, purchase: Purchase, { request }: Issued): Refusal | null {
  return isSameCharge(request, chargeOf(settings, purchase)) ? null : refusal('wrong_terms', OTHER_TERMS);
}

function checkPurpose({ opaque }: Issued, asked: Purpose): Refusal | null {
  const purpose = opaque === null ? null : readPurpose(opaque);
  return purpose && isSame(purpose, asked)
    ? null
    : refusal(
        'wrong_purchase',
        'The challenge was for something else: another cart, version, caller, request or Idempotency-Key.',
      );
}

function isSame(one: Purpose, other: Purpose): boolean {
  return (
    one.tenant === other.tenant &&
    one.principal === other.principal &&
    one.cart === other.cart &&
    one.version === other.version &&
    one.method === other.method &&
    one.resource === other.resource &&
    one.key === other.key
  );
}

function checkRequest({ challenge, seen, externalId }: Standard): Refusal | null {
  if (challenge.digest !== seen.digest)
    return refusal('body_changed', 'The challenge was for another request body.');
  return externalId === null || externalId === externalIdOf(challenge.request)
    ? null
    : refusal(
        'wrong_external_id',
        "The payload's externalId is not the one in the challenge. Repeat it or leave it out.",
      );
}
