import type { Answer } from '@railyard/core/http';
import type { Context } from 'hono';
import type { Environment } from './environment.ts';

type Head = Pick<Answer, 'status' | 'headers'>;

/** The response an answer of core describes, with the id of its request. */
export function respond(c: Context<Environment>, { status, headers, body }: Answer): Response {
  return respondText(c, JSON.stringify(body), { status, headers });
}

/** A good answer of ours as JSON. */
export function respondJson(
  c: Context<Environment>,
  body: object,
  { status = 200, headers = {} }: Partial<Head> = {},
): Response {
  const typed = { 'content-type': 'application/json', ...headers };
  return respondText(c, JSON.stringify(body), { status, headers: typed });
}

/** The same for a body that is text already. */
export function respondText(c: Context<Environment>, body: string, { status, headers }: Head): Response {
  // A plain object, and whole: Node gets it as it is, while a header that is set later copies all of them.
  return new Response(body, { status, headers: { ...headers, 'x-request-id': c.env.requestId } });
}
