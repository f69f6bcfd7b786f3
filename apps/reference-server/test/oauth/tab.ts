import { BASE_URL } from '../shop.ts';

/** A page as a browser without scripts shows it. */
export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** A tab of a browser of its own: it keeps cookies by their path, and follows redirects as far as this server goes. */
export interface Tab {
  open(url: URL | string): Promise<Page>;
  /** Presses a button of the page that was opened last. */
  press(
    step: string,
    fields?: Readonly<Record<string, string>>,
    headers?: Record<string, string>,
  ): Promise<Page>;
  /** The cookies, as they were set. */
  readonly cookies: string[];
}

/** Where pages come from. */
interface Site {
  readonly server: { fetch(request: Request): Promise<Response> };
}

export function openTab({ server }: Site, origin = BASE_URL): Tab {
  const jar = new Map<string, { readonly value: string; readonly path: string }>();
  const cookies: string[] = [];
  let here: Page | null = null;

  function keep(headers: Headers): void {
    for (const cookie of headers.getSetCookie()) {
      cookies.push(cookie);
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      const [, path = '/'] = /; path=([^;]+)/i.exec(cookie) ?? [];
      jar.set(`${name} ${path}`, { value, path });
    }
  }

  async function go(url: URL, init: RequestInit = {}): Promise<Page> {
    if (url.origin !== origin) return { url, status: 0, headers: new Headers(), text: '' };
    const sent = [...jar].filter(([, { path, value }]) => value !== '' && url.pathname.startsWith(path));
    const cookie = sent.map(([name, { value }]) => `${name.split(' ')[0]}=${value}`).join('; ');
    const headers = { accept: 'text/html', cookie, ...(init.headers as Record<string, string>) };
    const response = await server.fetch(new Request(url, { ...init, headers, redirect: 'manual' }));
    keep(response.headers);
    const text = await response.text();
    const location = response.headers.get('location') ?? refreshIn(text);
    if (location !== null) return go(new URL(location, url));
    here = { url, status: response.status, headers: response.headers, text };
    return here;
  }

  return {
    open: (url) => go(new URL(url, origin)),
    press(step, fields = {}, headers = {}) {
      if (!here) throw new Error('No page is open.');
      return go(here.url, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
        body: new URLSearchParams({ ...fields, step }).toString(),
      });
    },
    cookies,
  };
}

/** Where a page leads on by itself. */
function refreshIn(text: string): string | null {
  const [, url] = /http-equiv="refresh" content="0; url=([^"]+)"/.exec(text) ?? [];
  return url?.replaceAll('&amp;', '&') ?? null;
}
