import { hash } from 'node:crypto';
import { type Html, html, raw } from './html.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

interface Document {
  readonly title: string;
  /** Its one `main`. */
  readonly body: Html;
  readonly head?: Html;
}

/** Says that no real money moves. */
export const TEST_MARK = html`<span class="test">Test mode</span>`;

/** A whole page, complete in itself. */
export function documentOf({ title, body, head }: Document): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${head}
<style>${raw(STYLE)}</style>
</head>
<body>
${body}
<footer>This page never asks for card numbers or wallet keys.</footer>
<p id="news" class="unseen" role="status"></p>
<script>${raw(SCRIPT)}</script>
</body>
</html>
`;
}

function allowing(text: string): string {
  return `'sha256-${hash('sha256', text, 'base64')}'`;
}

const CONTENT = [
  "default-src 'none'",
  `style-src ${allowing(STYLE)}`,
  `script-src ${allowing(SCRIPT)}`,
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** On every page for a person: their addresses are secrets, and what they show changes. */
export const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': CONTENT,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex',
};
