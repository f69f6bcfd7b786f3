/** What a provider answers, before it is sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What arrives instead of an answer: another one, or nothing. */
export type Spoiled = Answer | 'cut' | 'stall';

export type Serve = (request: Request) => Promise<Spoiled>;

export function responseOf({ status, headers, body }: Answer): Response {
  return new Response(body, { status, headers });
}

/** What a provider answers: its API, and browsers on its pages. */
export interface Answering {
  readonly serve: Serve;
  readonly page: (request: Request) => Promise<Response>;
}

/**
 * A `fetch` that a provider in the same process answers. It rejects as the real one does when the connection breaks.
 * Paths that begin with `pages` are those of its pages.
 */
export function fetchOver({ serve, page }: Answering, pages: string): Fetch {
  const api = fetchApi(serve);
  return async (input, init) => {
    const request = new Request(input, init);
    return new URL(request.url).pathname.startsWith(pages) ? page(request) : api(request);
  };
}

type Fetch = (input: Request | string | URL, init?: RequestInit) => Promise<Response>;

/** The same, for a provider without pages. */
export function fetchApi(serve: Serve): Fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const served = await serve(request);
    if (served === 'cut') throw new TypeError('fetch failed', { cause: new Error('The connection broke.') });
    return served === 'stall' ? hungUp(request.signal) : responseOf(served);
  };
}

function hungUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const hangUp = (): void => reject(signal.reason as Error);
    if (signal.aborted) hangUp();
    else signal.addEventListener('abort', hangUp, { once: true });
  });
}
