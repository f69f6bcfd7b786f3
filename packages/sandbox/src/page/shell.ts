import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { STYLE } from './style.ts';

/** Text that is safe in a page: what `html` made. */
export type Html = ReturnType<typeof html>;

/** A page of the sandbox, for a person. */
export interface Page {
  readonly title: string;
  /** What stands in `main`. */
  readonly body: Html;
  /** 200 unless given. */
  readonly status?: number;
  /** Where its forms can lead besides the sandbox itself: whole addresses, of which the origin counts. */
  readonly leadsTo?: readonly string[];
  /** Rules of its own, after those of all pages. */
  readonly style?: string;
}

const HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** A page as an answer, without scripts and under a policy that allows none. */
export async function respond({
  title,
  body,
  status = 200,
  leadsTo = [],
  style = '',
}: Page): Promise<Response> {
  const css = STYLE + style;
  const page = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${raw(css)}</style>
</head>
<body>
<p class="sandbox" role="note">Sandbox: no real money</p>
<main>
${body}
</main>
</body>
</html>
`;
  const headers = { ...HEADERS, 'content-security-policy': policyOf(css, leadsTo) };
  return new Response(page.toString(), { status, headers });
}

/** Sends the reader elsewhere, after what a form did. */
export function sendTo(url: string): Response {
  return new Response(null, { status: 303, headers: { ...HEADERS, location: url } });
}

/** Browsers hold the redirect after a form against its policy too. */
function policyOf(css: string, leadsTo: readonly string[]): string {
  const hash = createHash('sha256').update(css).digest('base64');
  const origins = leadsTo.map((url) => new URL(url).origin);
  return [
    "default-src 'none'",
    `style-src 'sha256-${hash}'`,
    'img-src data:',
    ["form-action 'self'", ...new Set(origins)].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
