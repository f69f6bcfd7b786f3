import { type JsonObject, RailError } from '@railyard/core';
import { type Answer, problemAnswer, publicError } from '@railyard/core/http';
import { HTTPException } from 'hono/http-exception';

/** The response an answer of core describes. */
export function respond({ status, headers, body }: Answer): Response {
  return new Response(JSON.stringify(body), { status, headers: { ...headers } });
}

/** Any error as one the client may see. */
export function toldError(error: unknown): RailError {
  if (error instanceof HTTPException) {
    if (error.status === 415) return notJson('Send the body as application/json.');
    if (error.status === 400) return notJson('The body is not valid JSON.');
  }
  return publicError(error);
}

/** An error that has no code in core, because only HTTP has it. */
export function httpProblem(
  status: number,
  problem: {
    readonly code: string;
    readonly title: string;
    readonly message: string;
    readonly extras?: JsonObject;
  },
  headers: Readonly<Record<string, string>> = {},
): Response {
  const { code, title, message, extras } = problem;
  const body = {
    type: `urn:railyard:error:${code}`,
    title,
    status,
    detail: message,
    error: code,
    message,
    ...extras,
  };
  return respond({
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    body,
  });
}

/** The response to an error. */
export function problemResponse(error: unknown): Response {
  return respond(problemAnswer(toldError(error)));
}

function notJson(message: string): RailError {
  return new RailError('validation', message);
}
