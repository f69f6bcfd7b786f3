import { type Awaitable, RailError } from '@railyard/core';
import type { Context } from 'hono';
import type { Environment } from './environment.ts';

const MAX_DEPTH = 20;
const utf8 = new TextDecoder();
const JSON_TYPE = /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i;

/** What a request with a body passes: first the length that it announces, later the body itself. */
export interface BodyGuards {
  /** Refuses a body that is announced with more. */
  readonly limit: (c: Context<Environment>) => void;
  /** Reads the body; one whose length was not announced no further than the limit. */
  readonly read: (c: Context<Environment>) => Awaitable<void>;
}

/** Takes bodies of at most so many bytes. */
export function bodyUpTo(most: number): BodyGuards {
  return {
    limit({ env }) {
      if (Number(env.headers['content-length'] ?? 0) > most) throw tooLarge(most);
    },
    read(c) {
      const arrived = c.env.arrived();
      return arrived ? take(c, arrived, most) : readComing(c, most);
    },
  };
}

/** Bodies of at most 64 KiB. */
export const { limit: limitBody, read: readBody } = bodyUpTo(64 * 1024);

function take(c: Context<Environment>, body: Uint8Array, most: number): void {
  if (body.byteLength > most) throw tooLarge(most);
  c.set('body', body);
}

/** Reads a body that is still on its way. */
async function readComing(c: Context<Environment>, most: number): Promise<void> {
  const announced = c.env.headers['content-length'];
  try {
    c.set('body', announced === undefined ? await counted(c.req.raw, most) : await bytesOf(c.req.raw));
  } catch (cause) {
    if (cause instanceof RailError) throw cause;
    throw new RailError('validation', 'The body could not be read to its end.', {
      cause,
      nextAction: 'Send the same call again, with the whole body.',
    });
  }
}

async function bytesOf(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await request.arrayBuffer());
}

async function counted({ body }: Request, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > most) throw tooLarge(most);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
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

function tooLarge(most: number): RailError {
  return new RailError('payload_too_large', `A request body has at most ${most} bytes.`);
}

function invalid(message: string): RailError {
  return new RailError('validation', message, {
    nextAction: 'Send one JSON object, with the header Content-Type: application/json.',
  });
}
