import { type Credential, canonical, type RailRequest, type Refusal } from '@railyard/core/rail';
import type { Settings } from './options.ts';
import { digestOf, hashOf, keyIn } from './purpose.ts';
import { refusal } from './terms.ts';
import { readItems } from './wire/authorization.ts';
import {
  type Answer,
  isToken,
  malformed,
  type Presented,
  readAnswer,
  readAnswerText,
} from './wire/credential.ts';
import { MAX_LENGTH } from './wire/parameters.ts';
import { externalIdOf } from './wire/request.ts';

type Found = Credential<Presented> | Refusal;

/** Reads the payment that a request carries, wherever it is and in whatever form. */
export function createDetect({
  rawTokens,
}: Pick<Settings, 'rawTokens'>): (request: RailRequest) => Found | null {
  const readText = (text: string, request: RailRequest): Found => {
    if (!isToken(text)) return standard(readAnswerText(text), request);
    return rawTokens && request.quoted !== undefined
      ? raw(text, request)
      : refusal('raw_token_not_taken', 'Answer the challenge: a token alone is not taken here.');
  };

  return (request) => {
    const { authorization, 'payment-authorization': beside } = request.headers;
    const member = request.meta['org.paymentauth/credential'];
    if (authorization === undefined && beside === undefined && member === undefined) return null;

    // Whichever field the challenge asked for: older clients know only Authorization.
    const found = [authorization, beside].flatMap((header) => textsIn(header, request, readText));
    if (member !== undefined) found.push(standard(readAnswer(member), request));
    return found.length === 0 ? null : found.reduce(merged);
  };
}

/** What is found in a header. */
function textsIn(
  header: string | undefined,
  request: RailRequest,
  readText: (text: string, request: RailRequest) => Found,
): readonly Found[] {
  if (header === undefined) return [];
  if (header.length > MAX_LENGTH)
    return /payment/i.test(header) ? [malformed(`is in a header of over ${MAX_LENGTH} characters`)] : [];
  return readItems(header).payments.map((text) => readText(text, request));
}

function standard(answer: Answer | Refusal, request: RailRequest): Found {
  if ('refused' in answer) return answer;
  const { method, body } = request;
  const seen = { method, digest: digestOf(body), key: keyIn(request) };
  const { id, request: terms } = answer.challenge;
  const order = externalIdOf(terms);
  const facts = { challenge: id, ...(order !== null && { external_id: order }) };
  const credential = credentialOf({ form: 'standard', ...answer, seen }, facts);
  // A challenge is answered once, with whatever token.
  return { ...credential, request: { payer: 'challenge', key: id } };
}

function raw(spt: string, { quoted = null }: RailRequest): Found {
  return credentialOf({ form: 'raw', spt, quoted }, {});
}

// The token is a secret, and a fingerprint is kept in the open: it is no fact, and stands there as its hash.
function credentialOf(payload: Presented, facts: Credential['facts']): Credential<Presented> {
  return { fingerprint: `spt:${hashOf(payload.spt)}`, payload, facts, expiresAt: null };
}

/** One payment that is sent twice is one; two, or one that cannot be read, are refused: nobody pays with a guess. */
function merged(one: Found, other: Found): Found {
  if ('refused' in one) return one;
  if ('refused' in other) return other;
  return canonical(one.payload) === canonical(other.payload)
    ? one
    : refusal('payment_ambiguous', 'The request carries two different Payment credentials. Send one.');
}
