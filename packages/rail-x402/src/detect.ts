import type { Credential, RailRequest, Refusal } from '@railyard/core/rail';
import { refusal } from './check.ts';
import { NETWORKS, type Network } from './networks.ts';
import { readPayment, readPaymentText, type Token, type Unsaid } from './wire/dialect.ts';
import type { Presented } from './wire/payment.ts';

type Found = Credential<Presented> | Refusal;

/** Reads the payment that a request carries, for a rail on this network, wherever it is and in whatever dialect. */
export function createDetect(own: Network): (request: RailRequest) => Found | null {
  const known = Object.values(NETWORKS).map((network) => [network.v1, tokenOf(network)] as const);
  const unsaid: Unsaid = { own: tokenOf(own), byName: new Map<unknown, Token>(known) };

  return ({ headers, meta }) => {
    const signature = headers['payment-signature'];
    const payment = headers['x-payment'];
    const member = meta['x402/payment'];
    if (signature === undefined && payment === undefined && member === undefined) return null;

    const present = [signature, payment, member].filter((place) => place !== undefined);
    return present
      .map((place) =>
        typeof place === 'string' ? readPaymentText(place, unsaid) : readPayment(place, unsaid),
      )
      .reduce(merged);
  };
}

function tokenOf({ caip2, usdc }: Network): Token {
  return { network: caip2, token: usdc.address.toLowerCase() };
}

/** One payment that is sent twice is one; two, or one that cannot be read, are refused: nobody pays with a guess. */
function merged(one: Found, other: Found): Found {
  if ('refused' in one) return one;
  if ('refused' in other) return other;
  return one.fingerprint === other.fingerprint
    ? one
    : refusal('payment_ambiguous', 'The request carries two different x402 payments. Send one.');
}
