import type { Facts, JsonObject } from '@railyard/core/rail';
import { isMembers, readAddress, readBytes, readBytes32, readUint } from './fields.ts';
import type { Requirement } from './requirement.ts';

/** What the payer authorized (EIP-3009). Numbers are decimal text, hex is lower case. */
export interface Authorization extends JsonObject {
  readonly from: string;
  readonly to: string;
  readonly value: string;
  readonly validAfter: string;
  readonly validBefore: string;
  readonly nonce: string;
}

/** An authorization and its signature: the `payload` of the scheme `exact`, and all that a bare payment is. */
export interface Signed extends JsonObject {
  readonly signature: string;
  readonly authorization: Authorization;
}

/** A payment as the payer presented it, in one spelling for every dialect, without the members that nobody checks. */
export interface Presented extends JsonObject {
  /** In CAIP-2; our own where the dialect does not say. */
  readonly network: string;
  /** The requirement that the payer repeats; null in the dialects that repeat none. */
  readonly accepted: Requirement | null;
  readonly payload: Signed;
}

/** A `PaymentPayload` of x402 v2, as facilitators are sent it. */
export interface Payment extends JsonObject {
  readonly x402Version: 2;
  readonly accepted: Requirement;
  readonly payload: Signed;
}

/** The one transfer that pays, as public facts: all that is left to go by once the credential is erased. */
export interface Expected {
  readonly network: string;
  readonly token: string;
  readonly payer: string;
  /** Who signs for the payer: their own key, which is checked here, or a contract, which only the chain can ask. */
  readonly signer: 'key' | 'contract';
  readonly payTo: string;
  /** In units of the token. */
  readonly value: bigint;
  /** In seconds since 1970. */
  readonly validBefore: bigint;
  readonly nonce: string;
}

// A contract wallet that is yet to be deployed (EIP-6492) needs about one and a half kilobytes.
const LONGEST_SIGNATURE = 2 + 2 * 4_096;

/** An authorization with its signature, or null. */
export function readSigned(value: unknown): Signed | null {
  if (!isMembers(value)) return null;
  const signature = readBytes(value.signature);
  const authorization = readAuthorization(value.authorization);
  if (signature === null || signature.length > LONGEST_SIGNATURE || authorization === null) return null;
  return { signature: withPlainV(signature), authorization };
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
  if (!isKeySignature(signature)) return signature;
  const v = signature.slice(-2);
  if (v !== '00' && v !== '01') return signature;
  return `${signature.slice(0, -2)}${v === '00' ? '1b' : '1c'}`;
}

/** True for 65 bytes, which is what a key signs; contracts take anything else (EIP-1271, EIP-6492). */
export function isKeySignature(signature: string): boolean {
  return signature.length === 2 + 2 * 65;
}

/** What may be kept in the open of a payment of this token. */
export function factsOf({ network, token }: Pick<Expected, 'network' | 'token'>, signed: Signed): Facts {
  const { from, to, value, validBefore, nonce } = signed.authorization;
  const facts = { network, token, payer: from, payTo: to, value, validBefore, nonce };
  return isKeySignature(signed.signature) ? facts : { ...facts, signer: 'contract' };
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
  const signer = facts.signer === 'contract' ? 'contract' : 'key';
  return {
    network,
    token,
    payer,
    signer,
    payTo,
    value: BigInt(value),
    validBefore: BigInt(validBefore),
    nonce,
  };
}
