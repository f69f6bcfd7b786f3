import type { JsonObject } from '@railyard/core';
import type { Answer } from '@railyard/core/http';

/** The answer to an error that has no code in core, because only HTTP has it. */
export function httpProblem(
  status: number,
  problem: {
    readonly code: string;
    readonly title: string;
    readonly message: string;
    readonly extras?: JsonObject;
  },
  headers: Answer['headers'] = {},
): Answer {
  const { code, title, message, extras } = problem;
  return {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
    body: {
      type: `urn:railyard:error:${code}`,
      title,
      status,
      detail: message,
      error: code,
      message,
      ...extras,
    },
  };
}
