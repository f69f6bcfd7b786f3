import type { RailContext } from '@railyard/core/rail';

/** The only way out: the engine's fetch, and the moment at which it stops waiting. */
export type Link = Pick<RailContext, 'fetch' | 'signal'>;

/** A request for JSON: `POST` with a body, `GET` without. */
export interface JsonRequest {
  readonly url: string;
  /** Its own headers, beside those for JSON. */
  readonly headers?: Readonly<Record<string, string>>;
  /** In JSON. */
  readonly body?: string;
  /** The most bytes to read, and the milliseconds to wait. */
  readonly limit: number;
  readonly timeout: number;
}

/** An answer as it came. */
export interface JsonAnswer {
  readonly status: number;
  /** Undefined when the answer was not JSON, or too long. */
  readonly body: unknown;
}

/** Sends a request, unless nobody waits for it any more, and reads its JSON. Follows no redirect. */
export async function askJson(
  { url, headers, body, limit, timeout }: JsonRequest,
  link: Link,
): Promise<JsonAnswer> {
  link.signal.throwIfAborted();
  const response = await link.fetch(url, {
    ...(body === undefined ? { method: 'GET' } : { method: 'POST', body }),
    headers: {
      ...headers,
      accept: 'application/json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    redirect: 'error',
    signal: AbortSignal.any([link.signal, AbortSignal.timeout(timeout)]),
  });
  return { status: response.status, body: parsed(await textOf(response, limit)) };
}

async function textOf(response: Response, limit: number): Promise<string | null> {
  if (!response.body) return null;
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > limit) return null; // leaving the loop cancels the rest
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
