import { RailError } from '@railyard/core';
import type { Context } from 'hono';
import type { Environment } from './environment.ts';

const MAX_BYTES = 64 * 1024;
const MAX_DEPTH = 20;
const utf8 = new TextDecoder();
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/** Refuses a body that is announced with more than 64 KiB. */
export function limitBody(c: Context<Environment>): void {
  if (Number(c.env.headers['content-length'] ?? 0) > MAX_BYTES) throw tooLarge();
}

/** Reads the body; one whose length was not announced no further than the limit. */
export async function readBody(c: Context<Environment>): Promise<void> {
  const announced = c.env.headers['content-length'];
  try {
    c.set(
      'body',
      announced === undefined ? await counted(c.req.raw) : new Uint8Array(await c.req.raw.arrayBuffer()),
    );
  } catch (cause) {
    if (cause instanceof RailError) throw cause;
    throw new RailError('validation', 'The body could not be read to its end.', { cause });
  }
}

async function counted({ body }: Request): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The JSON in the body that was read. None means `{}`: many clients announce JSON and send nothing. */
export function readJson(c: Context<Environment>): unknown {
  const body = c.get('body');
  if (body.length === 0) return {};
  if (!JSON_TYPE.test(c.env.headers['content-type'] ?? ''))
    throw invalid('Send the body as application/json.');
  const text = utf8.decode(body);
  // Before it is parsed, because no schema here nests that deep.
  if (depthOf(text) > MAX_DEPTH) throw invalid(`The body nests deeper than ${MAX_DEPTH} levels.`);
  try {
    return JSON.parse(text);
  } catch {
    throw invalid('The body is not valid JSON.');
  }
}

/** How deep brackets nest in a JSON text, those in strings apart. */
export function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const token of text.match(/"(?:[^"\\]|\\.)*"?|[[\]{}]/gs) ?? []) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth -= 1;
  }
  return deepest;
}

function tooLarge(): RailError {
  return new RailError('payload_too_large', `A request body has at most ${MAX_BYTES} bytes.`);
}

function invalid(message: string): RailError {
  return new RailError('validation', message);
}
