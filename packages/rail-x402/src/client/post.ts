import type { RailContext } from '@railyard/core/rail';

/** The only way out: the engine's fetch, and the moment at which it stops waiting. */
export type Link = Pick<RailContext, 'fetch' | 'signal'>;

/** An answer as it came. */
export interface JsonAnswer {
  readonly status: number;
  /** Undefined when the answer was not JSON, or too long. */
  readonly body: unknown;
}

/** Posts JSON and reads at most `limit` bytes of JSON within `timeout` milliseconds. Follows no redirect. */
export async function postJson(
  url: string,
  body: unknown,
  bounds: { readonly limit: number; readonly timeout: number },
  link: Link,
): Promise<JsonAnswer> {
  const response = await link.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.any([link.signal, AbortSignal.timeout(bounds.timeout)]),
  });
  return { status: response.status, body: parsed(await textOf(response, bounds.limit)) };
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
