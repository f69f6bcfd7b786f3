import { membersOf } from '../answer/members.ts';
import { publicError } from '../answer/public-error.ts';
import { RailError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { ChallengeOutcome, Outcome } from '../outcome.ts';

/** An HTTP response before a framework makes it one. The body is sent as JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

const PROBLEM = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
const OUR_HEADERS: ReadonlySet<string> = new Set(['content-type', 'cache-control', 'idempotent-replayed']);
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
const PRIVATE = { 'content-type': 'application/json', 'cache-control': 'private, no-store' };

/** The response to a paying call. Several rails' challenges become one 402. */
export function answerTo(outcome: Outcome): Answer {
  const body = membersOf(outcome);
  switch (outcome.type) {
    case 'paid': {
      const { receipt } = outcome.order;
      return {
        status: 200,
        headers: { ...railHeaders(receipt.headers), ...headersOf(outcome) },
        body,
      };
    }
    case 'challenge':
      if (isAmbiguous(outcome)) return problemAnswer(ambiguous(outcome));
      return { status: 402, headers: { ...challengeHeaders(outcome), ...PROBLEM }, body };
    case 'page':
    case 'referred':
      return { status: 200, headers: headersOf(outcome), body };
  }
}

/** Two credentials of one rail are as bad as two of two: nobody knows which one was meant. */
function isAmbiguous({ error }: ChallengeOutcome): boolean {
  return error.extras.details?.reason === 'payment_ambiguous';
}

function ambiguous({ error }: ChallengeOutcome): RailError {
  return new RailError('ambiguous_credential', error.message, { nextAction: 'Send one credential only.' });
}

/** The response to an error. What is not for clients (any other error, `configuration`) is told as `internal`. */
export function problemAnswer(thrown: unknown): Answer {
  const error = publicError(thrown);
  const { retryAfter } = error.extras;
  return {
    status: error.status,
    headers: {
      ...PROBLEM,
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      ...(error.status === 401 && { 'www-authenticate': 'Bearer' }),
    },
    body: error.toProblem(),
  };
}

/** The response that an answer describes. */
export function responseTo({ status, headers, body }: Answer): Response {
  return new Response(JSON.stringify(body), { status, headers: { ...headers } });
}

/** What a rail may send of the headers it has declared: names that HTTP knows, and none of ours, in whatever case. */
export function railHeaders(headers: Answer['headers']): Answer['headers'] {
  const sent = Object.entries(headers).filter(
    ([name]) => TOKEN.test(name) && !OUR_HEADERS.has(name.toLowerCase()),
  );
  return Object.fromEntries(sent);
}

function challengeHeaders({ challenges }: ChallengeOutcome): Answer['headers'] {
  const headers = challenges.map((one) => one.challenge.headers);
  return railHeaders(Object.assign({}, ...headers) as Answer['headers']);
}

function headersOf({ replayed }: { readonly replayed: boolean }): Answer['headers'] {
  return { ...PRIVATE, ...(replayed && { 'idempotent-replayed': 'true' }) };
}
