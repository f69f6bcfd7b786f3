/** What Scalar shows; the rest of it would ask its maker's hosts. */
const SETTINGS = {
  url: 'openapi.json',
  defaultOpenAllTags: true,
  withDefaultFonts: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  telemetry: false,
  persistAuth: false,
  agent: { disabled: true },
  mcp: { disabled: true },
};

/** The page, whose addresses are relative, because a proxy may serve all of this under a path. */
export function referencePage(script: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Railyard reference server</title>
<link rel="icon" href="data:,">
</head>
<body>
<noscript>This page needs JavaScript. The same is in <a href="openapi.json">openapi.json</a>, and in plain words in <a href="llms.txt">llms.txt</a>.</noscript>
<script id="api-reference" type="application/json" data-configuration='${JSON.stringify(SETTINGS)}'></script>
<script src="reference/${script}"></script>
</body>
</html>
`;
}

// Scalar writes style sheets and style attributes, and not all of them with a nonce.
const CONTENT = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  'img-src data:',
  'font-src data:',
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Let the page ask nobody but this server. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'public, max-age=300',
  'content-security-policy': CONTENT,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};
