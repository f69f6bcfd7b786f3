/** What a rail sent. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

export async function read(request: Request): Promise<Sent> {
  const { method, url, headers } = request;
  return { method, url, headers: new Map(headers), body: await request.text() };
}

/** The request once more, as often as it arrives. */
export function requestOf({ method, url, headers, body }: Sent): Request {
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(url, { method, headers: [...headers], ...(hasBody && { body }) });
}

/** JSON-RPC has one address for everything, so its method says more. */
export function nameOf({ method, url, body }: Sent): string {
  const rpc = body.includes('"jsonrpc"') ? /"method":"(\w+)"/.exec(body)?.[1] : undefined;
  return rpc ?? `${method} ${new URL(url).pathname}`;
}

/** Rejects when nobody waits any more. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason as Error);
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}
