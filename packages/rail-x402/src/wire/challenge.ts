import type { Challenge, JsonObject } from '@railyard/core/rail';
import { encodeHeader } from './base64.ts';
import { asciiUrl } from './bounds.ts';
import type { Requirement } from './requirement.ts';

/** What a challenge says beside the requirement. */
export interface ChallengeText {
  /** Address of what is paid for. */
  readonly resource: string;
  readonly realm: string | undefined;
  readonly description: string | undefined;
  /** The description, no longer than a header can hold. */
  readonly summary: string | undefined;
  /** The amount as `49.99`. */
  readonly amount: string;
  /** The network as a person calls it, and as version 1 does. */
  readonly network: { readonly name: string; readonly v1: string };
}

/** The challenge for one requirement, in every dialect. */
export function encodeChallenge(requirement: Requirement, text: ChallengeText): Challenge {
  const url = asciiUrl(text.resource);
  const required = requiredV2(requirement, text, url);
  const plain = {
    network: text.network.v1,
    currency: 'USDC',
    amount: text.amount,
    address: requirement.payTo,
  };
  return {
    headers: { 'PAYMENT-REQUIRED': encodeHeader(required), 'X-Payment-Required': JSON.stringify(plain) },
    // Version 1 is read from the body, whose `error` is the problem's own.
    body: requiredV1(requirement, text, url),
    meta: { 'x402/payment-required': required },
    offer: offerOf(
      requirement,
      text,
      'Sign the requirement in the header PAYMENT-REQUIRED (or, with a client of version 1, the one in "accepts") and send the same request again, with the same Idempotency-Key, and the payment in PAYMENT-SIGNATURE (or X-PAYMENT).',
    ),
  };
}

/** What the result of a tool call says. Clients of version 2 read its members; those of version 1 look into `_meta`. */
export function encodeToolChallenge(requirement: Requirement, text: ChallengeText): Challenge {
  const url = asciiUrl(text.resource);
  const { error, ...body } = requiredV2(requirement, text, url); // the problem has an `error` of its own
  return {
    headers: {},
    body,
    meta: {
      'x402/error': { error, ...requiredV1(requirement, text, url) },
      'x402/payment-required': requiredV2(requirement, text, url),
    },
    offer: offerOf(
      requirement,
      text,
      'Sign the requirement in "accepts" (or, with a client of version 1, the one in _meta["x402/error"]) and call the same tool again with the same arguments and the payment in _meta["x402/payment"].',
    ),
  };
}

function requiredV1(requirement: Requirement, text: ChallengeText, url: string): JsonObject {
  return { x402Version: 1, accepts: [requirementV1(requirement, text, url)] };
}

function requiredV2(
  requirement: Requirement,
  { realm, summary }: ChallengeText,
  url: string,
): JsonObject & { readonly error: string } {
  return {
    x402Version: 2,
    error: 'Payment required',
    resource: {
      url,
      ...(summary !== undefined && { description: summary }),
      ...(realm !== undefined && { serviceName: realm }),
    },
    accepts: [requirement],
    extensions: { 'payment-identifier': { info: { required: false } } },
  };
}

function requirementV1(
  { scheme, asset, amount, payTo, maxTimeoutSeconds, extra }: Requirement,
  { network, description = '' }: ChallengeText,
  resource: string,
): JsonObject {
  return {
    scheme,
    network: network.v1,
    maxAmountRequired: amount,
    resource,
    description,
    mimeType: 'application/json',
    payTo,
    maxTimeoutSeconds,
    asset,
    extra: { ...extra },
  };
}

// What official clients pay without being told that they may, in units of the token.
const DEFAULT_CAP = 1_000_000n;

function offerOf(
  { network, asset, amount, payTo, maxTimeoutSeconds }: Requirement,
  text: ChallengeText,
  how: string,
): JsonObject {
  return {
    protocol: 'x402 version 2 or 1, scheme exact',
    amount: text.amount,
    currency: 'USDC',
    network: text.network.name,
    network_id: network,
    asset,
    pay_to: payTo,
    sign_within_seconds: maxTimeoutSeconds,
    how,
    ...(BigInt(amount) > DEFAULT_CAP && {
      spend_cap: `Official x402 clients refuse more than $1 a payment unless told otherwise: set spendControls.maxAmountPerPayment to "$${text.amount}" or more.`,
    }),
  };
}
