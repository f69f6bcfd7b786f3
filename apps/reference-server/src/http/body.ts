import { RailError } from '@railyard/core';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Environment } from './environment.ts';

const MAX_BYTES = 64 * 1024;
const MAX_DEPTH = 20;

const countBody = bodyLimit({ maxSize: MAX_BYTES, onError: tooLarge });

/** Refuses a body above 64 KiB, by its announced length or while it is read. */
export const limitBody: MiddlewareHandler = async (c, next) => {
  const announced = c.req.header('content-length');
  if (announced === undefined) return countBody(c, next);
  if (Number(announced) > MAX_BYTES) return tooLarge();
  return next();
};

/** Reads the body, and refuses one that nests deeper than any schema here before it is parsed. No body means `{}`. */
export const readBody: MiddlewareHandler<Environment> = async (c, next) => {
  const text = await c.req.text().catch((cause: unknown) => {
    throw new RailError('validation', 'The body could not be read to its end.', { cause });
  });
  if (depthOf(text) > MAX_DEPTH) {
    throw new RailError('validation', `The body nests deeper than ${MAX_DEPTH} levels.`);
  }
  c.set('body', text);
  // Many clients announce JSON and send nothing; the validators would look for JSON there.
  if (text === '') c.req.raw.headers.delete('content-type');
  await next();
};

/** How deep brackets nest in a JSON text, those in strings apart. */
export function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"?|[[\]{}]/gs)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth -= 1;
  }
  return deepest;
}

function tooLarge(): never {
  throw new RailError('payload_too_large', `A request body has at most ${MAX_BYTES} bytes.`);
}
