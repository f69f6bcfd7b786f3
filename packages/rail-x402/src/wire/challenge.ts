import type { Challenge, JsonObject } from '@railyard/core/rail';
import { encodeHeader } from './base64.ts';
import type { Requirement } from './requirement.ts';

/** What a challenge says beside the requirement. */
export interface ChallengeText {
  /** Address of what is paid for. */
  readonly resource: string;
  readonly realm: string | undefined;
  readonly description: string | undefined;
  /** For the plain offer: the amount as `49.99`, and the network as a person calls it. */
  readonly amount: string;
  readonly network: string;
}

// Intermediaries refuse headers above 2 kB, and the address is the only part without a bound of its own.
const LONGEST_RESOURCE = 400;
const NOT_PRINTABLE = /[^\x21-\x7e]/g;

/** The challenge for one requirement: `PAYMENT-REQUIRED` of x402 v2, and the same for people and MCP. */
export function encodeChallenge(requirement: Requirement, text: ChallengeText): Challenge {
  const required = {
    x402Version: 2,
    error: 'Payment required',
    resource: {
      url: asciiUrl(text.resource),
      ...(text.description !== undefined && { description: text.description }),
      ...(text.realm !== undefined && { serviceName: text.realm }),
    },
    accepts: [requirement],
  };
  return {
    headers: { 'PAYMENT-REQUIRED': encodeHeader(required) },
    body: { x402: required },
    meta: { 'x402/payment-required': required },
    offer: offerOf(requirement, text),
  };
}

function offerOf({ network, asset, payTo, maxTimeoutSeconds }: Requirement, text: ChallengeText): JsonObject {
  return {
    protocol: 'x402 version 2, scheme exact',
    amount: text.amount,
    currency: 'USDC',
    network: text.network,
    network_id: network,
    asset,
    pay_to: payTo,
    sign_within_seconds: maxTimeoutSeconds,
    how: 'Sign the requirement in the PAYMENT-REQUIRED header with an x402 client and send the same request again with PAYMENT-SIGNATURE.',
    spend_cap: `Official x402 clients refuse more than $1 a payment unless told otherwise: set spendControls.maxAmountPerPayment to "$${text.amount}" or more.`,
  };
}

function asciiUrl(resource: string): string {
  if (!URL.canParse(resource)) return resource.replace(NOT_PRINTABLE, '').slice(0, LONGEST_RESOURCE);
  const { href, origin, protocol } = new URL(resource);
  if (href.length <= LONGEST_RESOURCE) return href;
  return origin === 'null' || origin.length > LONGEST_RESOURCE ? protocol : origin;
}
