import type { Answer } from '../provider/answer.ts';
import { StripeError } from './errors.ts';

/** An object, or the error, as an answer under a new request id. */
export function answerOf(content: object, request: string, account: string | null): Answer {
  if (!(content instanceof StripeError)) return written(200, content, request);
  const request_log_url = `https://dashboard.stripe.com/${account ?? 'acct'}/test/logs/${request}`;
  return written(content.status, { error: { ...content.toJSON(), request_log_url } }, request);
}

function written(status: number, content: object, request: string): Answer {
  const headers = { 'content-type': 'application/json', 'request-id': request };
  return { status, headers, body: JSON.stringify(content) };
}

/** An answer with more headers. */
export function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
