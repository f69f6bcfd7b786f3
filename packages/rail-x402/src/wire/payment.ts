import type { Credential, Facts, JsonObject, Refusal } from '@railyard/core/rail';
import { decodeHeader } from './base64.ts';
import { isMembers, readAddress, readBytes, readBytes32, readUint } from './fields.ts';
import { type Requirement, readRequirement } from './requirement.ts';

/** What the payer signed (EIP-3009). Numbers are decimal text, hex is lower case. */
export interface Authorization extends JsonObject {
  readonly from: string;
  readonly to: string;
  readonly value: string;
  readonly validAfter: string;
  readonly validBefore: string;
  readonly nonce: string;
}

/** A `PaymentPayload` of x402 v2 in one spelling, without the members that nobody checks. */
export interface Payment extends JsonObject {
  readonly x402Version: 2;
  readonly accepted: Requirement;
  readonly payload: { readonly signature: string; readonly authorization: Authorization };
}

/** The one transfer that pays, as public facts: all that is left to go by once the credential is erased. */
export interface Expected {
  readonly network: string;
  readonly token: string;
  readonly payer: string;
  readonly payTo: string;
  /** In units of the token. */
  readonly value: bigint;
  /** In seconds since 1970. */
  readonly validBefore: bigint;
  readonly nonce: string;
}

/** Longest header, or JSON text in `_meta`, that is read. */
export const MAX_LENGTH = 8_192;

/** The payment in a `PAYMENT-SIGNATURE` header. */
export function readPaymentHeader(header: string): Credential<Payment> | Refusal {
  if (header.length > MAX_LENGTH) return malformed(`is longer than ${MAX_LENGTH} characters`);
  const value = decodeHeader(header);
  return value === undefined ? malformed('is not JSON in base64') : readPayment(value);
}

/** The payment in a JSON value. */
export function readPayment(value: unknown): Credential<Payment> | Refusal {
  if (!isMembers(value)) return malformed('is not a JSON object');
  if (value.x402Version !== 2) return malformed('is not of x402Version 2');
  const accepted = readRequirement(value.accepted);
  if (!accepted)
    return malformed('has no readable "accepted" requirement of the scheme "exact" on an eip155 network');
  const signed = readSigned(value.payload);
  return signed
    ? credentialOf({ x402Version: 2, accepted, payload: signed })
    : malformed('has no EIP-3009 payload');
}

function readSigned(value: unknown): Payment['payload'] | null {
  if (!isMembers(value)) return null;
  const signature = readBytes(value.signature);
  const authorization = readAuthorization(value.authorization);
  return signature === null || authorization === null
    ? null
    : { signature: withPlainV(signature), authorization };
}

function readAuthorization(value: unknown): Authorization | null {
  if (!isMembers(value)) return null;
  const from = readAddress(value.from);
  const to = readAddress(value.to);
  const amount = readUint(value.value);
  const validAfter = readUint(value.validAfter);
  const validBefore = readUint(value.validBefore);
  const nonce = readBytes32(value.nonce);
  if (from === null || to === null || amount === null) return null;
  if (validAfter === null || validBefore === null || nonce === null) return null;
  return { from, to, value: amount, validAfter, validBefore, nonce };
}

/** The token takes 27 and 28 for the last byte of a 65-byte signature; some wallets write 0 and 1. */
function withPlainV(signature: string): string {
  if (signature.length !== 132) return signature;
  const v = signature.slice(-2);
  if (v !== '00' && v !== '01') return signature;
  return `${signature.slice(0, -2)}${v === '00' ? '1b' : '1c'}`;
}

function credentialOf(payment: Payment): Credential<Payment> {
  const { network, asset } = payment.accepted;
  const { from, to, value, validBefore, nonce } = payment.payload.authorization;
  return {
    fingerprint: `eip3009:${network.slice('eip155:'.length)}:${asset}:${from}:${nonce}`,
    payload: payment,
    facts: { network, token: asset, payer: from, payTo: to, value, validBefore, nonce },
    expiresAt: Math.min(Number(validBefore) * 1_000, Number.MAX_SAFE_INTEGER),
  };
}

/** The transfer that a credential's facts speak of, or null. */
export function readFacts(facts: Facts): Expected | null {
  const { network } = facts;
  const token = readAddress(facts.token);
  const payer = readAddress(facts.payer);
  const payTo = readAddress(facts.payTo);
  const value = readUint(facts.value);
  const validBefore = readUint(facts.validBefore);
  const nonce = readBytes32(facts.nonce);
  if (network === undefined || token === null || payer === null || payTo === null) return null;
  if (value === null || validBefore === null || nonce === null) return null;
  return { network, token, payer, payTo, value: BigInt(value), validBefore: BigInt(validBefore), nonce };
}

function malformed(fault: string): Refusal {
  return { refused: 'payment_malformed', message: `The x402 payment ${fault}.` };
}
