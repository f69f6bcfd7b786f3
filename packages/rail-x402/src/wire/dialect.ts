import type { Credential, PayerRequest, Refusal } from '@railyard/core/rail';
import { decodeHeader } from './base64.ts';
import { isMembers, type Members } from './fields.ts';
import { factsOf, type Presented, readSigned, type Signed } from './payment.ts';
import { type Requirement, readRequirement } from './requirement.ts';

/** A token on a chain, as payments name it. */
export interface Token {
  /** In CAIP-2. */
  readonly network: string;
  /** In lower case. */
  readonly token: string;
}

/** What the shorter dialects leave unsaid. */
export interface Unsaid {
  /** What is asked for here. */
  readonly own: Token;
  /** What is meant by the networks of version 1, by name. */
  readonly byName: ReadonlyMap<unknown, Token>;
}

type Read = Credential<Presented> | Refusal;

/** Longest header, or text in `_meta`, that is read. */
export const MAX_LENGTH = 8_192;

/** The payment in a header: JSON in any base64, or as it is. */
export function readPaymentText(text: string, unsaid: Unsaid): Read {
  if (text.length > MAX_LENGTH) return malformed(`is longer than ${MAX_LENGTH} characters`);
  const value = decodeHeader(text);
  return value === undefined ? malformed('is neither JSON nor JSON in base64') : readPayment(value, unsaid);
}

/** The payment in a JSON value. Its dialect is told by the value, because clients mix up the headers. */
export function readPayment(value: unknown, unsaid: Unsaid): Read {
  if (!isMembers(value)) return malformed('is not a JSON object');
  switch (value.x402Version) {
    case 2:
      return readV2(value);
    case 1:
      return readV1(value, unsaid);
    case undefined:
      return readBare(value, unsaid);
  }
  return malformed('is not of x402Version 1 or 2');
}

function readV2(value: Members): Read {
  const accepted = readRequirement(value.accepted);
  if (!accepted)
    return malformed('has no readable "accepted" requirement of the scheme "exact" on an eip155 network');
  const signed = readSigned(value.payload);
  if (!signed) return malformed('has no EIP-3009 payload');

  const request = readRequest(value.extensions, signed.authorization.from);
  if (request && 'refused' in request) return request;
  const credential = credentialOf({ network: accepted.network, token: accepted.asset }, signed, accepted);
  return request ? { ...credential, request } : credential;
}

function readV1(value: Members, { byName }: Unsaid): Read {
  if (value.scheme !== 'exact') return malformed('is not of the scheme "exact"');
  const token = byName.get(value.network);
  if (!token) {
    return {
      refused: 'wrong_network',
      message: `Pay on one of the networks ${[...byName.keys()].join(', ')}.`,
    };
  }
  const signed = readSigned(value.payload);
  return signed ? credentialOf(token, signed, null) : malformed('has no EIP-3009 payload');
}

function readBare(value: Members, { own }: Unsaid): Read {
  const signed = readSigned(value);
  return signed
    ? credentialOf(own, signed, null)
    : malformed('has no x402Version, nor a signature and an authorization');
}

const IDENTIFIER = /^[A-Za-z0-9_-]{16,128}$/;

/** The id that the payer gives their request (extension `payment-identifier`); null where they only echo ours. */
function readRequest(extensions: unknown, payer: string): PayerRequest | Refusal | null {
  const extension = isMembers(extensions) ? extensions['payment-identifier'] : null;
  const id = isMembers(extension) && isMembers(extension.info) ? extension.info.id : null;
  if (id === null || id === undefined) return null;
  return typeof id === 'string' && IDENTIFIER.test(id)
    ? { payer, key: id }
    : malformed('has a payment-identifier that is not 16 to 128 letters, digits, "-" or "_"');
}

/** An authorization may outlive what a date can show. */
const LAST_DATE = 8.64e15;

function credentialOf(
  { network, token }: Token,
  signed: Signed,
  accepted: Requirement | null,
): Credential<Presented> {
  const { from, validBefore, nonce } = signed.authorization;
  return {
    fingerprint: `eip3009:${network.slice('eip155:'.length)}:${token}:${from}:${nonce}`,
    payload: { network, accepted, payload: signed },
    facts: factsOf({ network, token }, signed),
    expiresAt: Math.min(Number(validBefore) * 1_000, LAST_DATE),
  };
}

function malformed(fault: string): Refusal {
  return { refused: 'payment_malformed', message: `The x402 payment ${fault}.` };
}
