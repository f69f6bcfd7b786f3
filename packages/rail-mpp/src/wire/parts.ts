import type { Challenge, JsonObject } from '@railyard/core/rail';
import { encodeChallenge, type Issued } from './challenge.ts';
import { problemOf } from './problem.ts';
import type { Charge } from './request.ts';

/** What can be paid: the same in every challenge for one purchase. */
export interface Payable {
  readonly charge: Charge;
  /** The charge as the parameter `request` carries it. */
  readonly request: string;
  /** The amount as `49.99`. */
  readonly decimal: string;
}

/** A challenge that was issued, and what it answers. */
export interface Made {
  readonly challenge: Issued;
  /** The word for what was wrong with the credential that came; `payment_required` when none came. */
  readonly refused: string;
}

/** What a 402 says. Made anew each time: clients in this process write into it. */
export function httpParts(
  payable: Payable,
  { challenge, refused, takesRaw }: Made & { readonly takesRaw: boolean },
): Challenge {
  const place = challenge.header
    ? `the header ${challenge.header}, beside your API key`
    : 'the header Authorization';
  const how = `Answer the challenge in WWW-Authenticate with a Shared Payment Token for this amount: send the same request again with the credential in ${place}`;
  const raw =
    '; or send the same request and Idempotency-Key again with Authorization: Payment spt_... in place of the API key';
  return {
    headers: { 'WWW-Authenticate': encodeChallenge(challenge, takesRaw ? 'spt' : null) },
    body: { challengeId: challenge.id, ...(takesRaw && { token_types: ['spt'] }) },
    meta: {},
    offer: offerOf(payable, challenge, `${how}${takesRaw ? raw : ''}.`),
    problem: problemOf(refused),
  };
}

/** What the result of a tool call says, where terms are JSON and there are no headers. */
export function nativeParts(payable: Payable, { challenge, refused }: Made): Challenge {
  const { id, realm, method, intent, expires, digest, opaque } = challenge;
  const { methodDetails, ...charge } = payable.charge;
  const request = {
    ...charge,
    methodDetails: { ...methodDetails, paymentMethodTypes: [...methodDetails.paymentMethodTypes] },
  };
  const native = { id, realm, method, intent, request, expires, ...(digest !== null && { digest }), opaque };
  const problem = problemOf(refused);
  return {
    headers: {},
    body: { challengeId: id },
    meta: {
      'org.paymentauth/payment-required': {
        httpStatus: 402,
        challenges: [native],
        ...(refused !== 'payment_required' && { problem: { type: problem, status: 402 } }),
      },
    },
    offer: offerOf(
      payable,
      challenge,
      'Answer the challenge in _meta["org.paymentauth/payment-required"] with a Shared Payment Token for this amount: call the same tool again with the same arguments and the credential in _meta["org.paymentauth/credential"].',
    ),
    problem,
  };
}

function offerOf({ charge, decimal }: Payable, { expires }: Issued, how: string): JsonObject {
  const { networkId, paymentMethodTypes } = charge.methodDetails;
  return {
    protocol: 'Machine Payments Protocol, method stripe, intent charge',
    amount: decimal,
    currency: charge.currency,
    network_id: networkId,
    payment_method_types: [...paymentMethodTypes],
    expires,
    how,
  };
}
