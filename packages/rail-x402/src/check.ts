import type { Refusal } from '@railyard/core/rail';
import type { Presented } from './wire/payment.ts';
import type { Requirement } from './wire/requirement.ts';

/** Facilitators refuse an authorization with less than this left, in seconds, because it takes a few to land. */
export const LEAST_SECONDS = 6;
/** How far a payer's clock may run ahead of ours. */
const CLOCK_GRACE_SECONDS = 300;

/** Why these terms are not the ones asked for, or null. */
export function checkTerms(
  { network, accepted, payload: { authorization } }: Presented,
  asked: Requirement,
): Refusal | null {
  if (network !== asked.network) return refusal('wrong_network', `Pay on the network ${asked.network}.`);
  if (!isSameHex(authorization.to, asked.payTo)) return refusal('wrong_recipient', `Pay to ${asked.payTo}.`);
  if (authorization.value !== asked.amount) {
    return refusal('wrong_amount', 'It pays another amount than the one that is asked.');
  }
  return accepted && checkAccepted(accepted, asked);
}

/** Why the requirement that the payer repeats is not the one asked, or null. */
function checkAccepted(accepted: Requirement, asked: Requirement): Refusal | null {
  if (!isSameHex(accepted.asset, asked.asset))
    return refusal('wrong_asset', `Pay with the token ${asked.asset}.`);
  if (!isSameHex(accepted.payTo, asked.payTo)) return refusal('wrong_recipient', `Pay to ${asked.payTo}.`);
  if (accepted.amount !== asked.amount) {
    return refusal('wrong_amount', 'It pays another amount than the one that is asked.');
  }
  const { name, version } = accepted.extra;
  if (name !== asked.extra.name || version !== asked.extra.version) {
    return refusal(
      'wrong_domain',
      `Sign for the token name "${asked.extra.name}" and version "${asked.extra.version}".`,
    );
  }
  return accepted.maxTimeoutSeconds === asked.maxTimeoutSeconds
    ? null
    : refusal('wrong_timeout', `Accept a maxTimeoutSeconds of ${asked.maxTimeoutSeconds}.`);
}

/** Why this authorization cannot be used now, or null. `now` is in milliseconds. */
export function checkWindow(
  { payload: { authorization } }: Presented,
  asked: Requirement,
  now: number,
): Refusal | null {
  const seconds = BigInt(Math.floor(now / 1_000));
  const validBefore = BigInt(authorization.validBefore);
  if (BigInt(authorization.validAfter) > seconds) {
    return refusal('not_yet_valid', 'The authorization is not valid yet: its validAfter is in the future.');
  }
  if (validBefore < seconds + BigInt(LEAST_SECONDS)) {
    return refusal('expired', `The authorization needs ${LEAST_SECONDS} seconds to land. Sign a new one.`);
  }
  // Until validBefore nobody can be sure that an unused authorization stays unused.
  return validBefore <= seconds + BigInt(asked.maxTimeoutSeconds + CLOCK_GRACE_SECONDS)
    ? null
    : refusal('valid_too_long', `Let the authorization end ${asked.maxTimeoutSeconds} seconds from now.`);
}

/** A refusal: a word for programs and a sentence for people. */
export function refusal(refused: string, message: string): Refusal {
  return { refused, message };
}

function isSameHex(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
