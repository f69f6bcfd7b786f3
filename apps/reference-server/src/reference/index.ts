import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { RailError } from '@railyard/core';
import type { Context } from 'hono';
import type { Environment } from '../http/environment.ts';
import { respondText } from '../http/respond.ts';
import type { App } from '../http/route.ts';
import { type Bundle, readBundle } from './bundle.ts';
import { PAGE_HEADERS, referencePage } from './page.ts';

const PAGE = '/reference';
const SCRIPT = '/reference/:script';

/**
 * `/reference`: every route to read and to try out in a browser, with Scalar. For people, so that the document does not
 * list it. `/` leads there, where a person begins.
 */
export function addReference(app: App): void {
  let reading: Promise<Bundle> | undefined;
  const bundle = (): Promise<Bundle> => (reading ??= readBundle());

  app.get('/', (c) => {
    c.env.route = '/';
    // Relative: the server may stand behind a path.
    return respondText(c, '', { status: 303, headers: { location: PAGE.slice(1) } });
  });
  app.get(PAGE, async (c) => {
    c.env.route = PAGE;
    const { name } = await bundle();
    return respondText(c, referencePage(name), { status: 200, headers: PAGE_HEADERS });
  });
  app.get(SCRIPT, async (c) => {
    c.env.route = SCRIPT;
    const script = await bundle();
    if (c.req.param('script') === script.name) return respondScript(c, script);
    throw new RailError('not_found', 'There is no such script here.');
  });
}

async function respondScript(c: Context<Environment>, { name, zipped }: Bundle): Promise<Response> {
  const etag = `"${name}"`;
  const kept = {
    'cache-control': 'public, max-age=31536000, immutable',
    etag,
    vary: 'accept-encoding',
    'x-request-id': c.env.requestId,
  };
  if (c.env.headers['if-none-match'] === etag) return new Response(null, { status: 304, headers: kept });
  const headers = {
    ...kept,
    'content-type': 'text/javascript; charset=utf-8',
    'x-content-type-options': 'nosniff',
  };
  return /\bgzip\b/.test(c.env.headers['accept-encoding'] ?? '')
    ? new Response(zipped, { headers: { ...headers, 'content-encoding': 'gzip' } })
    : new Response(new Uint8Array(await promisify(gunzip)(zipped)), { headers });
}
