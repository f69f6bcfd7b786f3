// Vectors of the conformance suite of the Machine Payments Protocol (tempoxyz/mpp-tools, conformance, MIT).

const quoted = (id: string) => `id="${id}", realm="api.example.com", method="tempo", intent="charge"`;

/** What stands in `WWW-Authenticate`, and the parameters that are read from it; null for what is refused. */
export const CHALLENGES: readonly (readonly [name: string, wire: string, read: object | null])[] = [
  [
    'only what is required',
    'Payment id="ch_abc123", realm="api.example.com", method="tempo", intent="charge", request="eyJhbW91bnQiOiIxMDAifQ"',
    { id: 'ch_abc123', request: 'eyJhbW91bnQiOiIxMDAifQ', expires: null },
  ],
  [
    'everything optional',
    `Payment ${quoted('ch_full123')}, request="e30", description="API access payment required", digest="sha-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=", expires="2026-01-29T12:05:00Z"`,
    {
      digest: 'sha-256=X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=',
      expires: '2026-01-29T12:05:00Z',
    },
  ],
  [
    'another intent',
    'Payment id="ch_empty", realm="test.example.com", method="tempo", intent="authorize", request="e30"',
    { realm: 'test.example.com', intent: 'authorize' },
  ],
  [
    'quotes that are not escaped',
    `Payment ${quoted('ch_special')}, request="eyJhbW91bnQiOiIxMDAifQ", description="Payment for "Premium" service — 50% off!"`,
    { id: 'ch_special' },
  ],
  [
    'quotes that are escaped',
    `Payment ${quoted('ch_escaped')}, request="e30", description="Pay \\"premium\\" API"`,
    { id: 'ch_escaped' },
  ],
  [
    'backslashes that are escaped',
    `Payment ${quoted('ch_backslash')}, request="e30", description="Path C:\\\\tempo\\\\api"`,
    { id: 'ch_backslash' },
  ],
  [
    'the word Payment in a realm',
    'Payment id="ch_qp_realm", realm="contact Payment support", method="tempo", intent="charge", request="e30"',
    { realm: 'contact Payment support' },
  ],
  [
    'the word Payment in a description',
    `Payment ${quoted('ch_qp_desc')}, request="e30", description="Pay with the Payment scheme"`,
    { id: 'ch_qp_desc' },
  ],
  [
    'more space than usual',
    'Payment  id="ch_ws" ,  realm="api.example.com" ,  method="tempo" ,  intent="charge" ,  request="e30"',
    { id: 'ch_ws', realm: 'api.example.com', request: 'e30' },
  ],
  [
    'another order',
    'Payment request="e30", realm="api.example.com", intent="charge", id="ch_order", method="tempo"',
    { id: 'ch_order' },
  ],
  [
    'unknown parameters',
    `Payment ${quoted('ch_ext')}, request="e30", foo="bar", baz="qux"`,
    { id: 'ch_ext' },
  ],
  ['the scheme in lower case', `payment ${quoted('ch_case')}, request="e30"`, { id: 'ch_case' }],
  ['another scheme', 'Bearer token123', null],
  ['no id', 'Payment realm="api", method="tempo", intent="charge", request="e30"', null],
  ['no realm', 'Payment id="abc", method="tempo", intent="charge", request="e30"', null],
  ['no method', 'Payment id="abc", realm="api", intent="charge", request="e30"', null],
  ['no intent', 'Payment id="abc", realm="api", method="tempo", request="e30"', null],
  ['no request', 'Payment id="abc", realm="api", method="tempo", intent="charge"', null],
  [
    'a request that is no base64url',
    'Payment id="abc", realm="api", method="tempo", intent="charge", request="not-valid!!!"',
    null,
  ],
  [
    'a request that is no JSON',
    'Payment id="abc", realm="api", method="tempo", intent="charge", request="bm90IGpzb24"',
    null,
  ],
  ['an empty id', 'Payment id="", realm="api", method="tempo", intent="charge", request="e30"', null],
  [
    'a parameter twice',
    'Payment id="a", realm="api", method="tempo", intent="charge", request="e30", id="b"',
    null,
  ],
  ['nothing', '', null],
  ['the scheme alone', 'Payment', null],
];

/** Text and its base64url; null for what does not decode. */
export const BASE64URL: readonly (readonly [decoded: string | null, encoded: string])[] = [
  ['', ''],
  ['Hello, World!', 'SGVsbG8sIFdvcmxkIQ'],
  ['{"key":"value"}', 'eyJrZXkiOiJ2YWx1ZSJ9'],
  ['https://example.com?foo=bar&baz=qux', 'aHR0cHM6Ly9leGFtcGxlLmNvbT9mb289YmFyJmJhej1xdXg'],
  ['a', 'YQ'],
  ['ab', 'YWI'],
  ['abc', 'YWJj'],
  ['>>>???', 'Pj4-Pz8_'],
  ['!@#$%^&*()[]{}|;:,.<>?', 'IUAjJCVeJiooKVtde318OzosLjw-Pw'],
  ['tabs\tand\nnewlines', 'dGFicwlhbmQKbmV3bGluZXM'],
  [null, 'not-valid!!!'],
  [null, '_w'],
];

/** What stands in `Authorization`, and the word that it is refused with here, where only `stripe` is taken. */
export const CREDENTIALS: readonly (readonly [name: string, wire: string, refused: string | null])[] = [
  [
    'a readable one of another method',
    'Payment eyJjaGFsbGVuZ2UiOnsiaWQiOiJjaF9oZWFkZXIiLCJyZWFsbSI6ImFwaS5leGFtcGxlLmNvbSIsIm1ldGhvZCI6InRlbXBvIiwiaW50ZW50IjoiY2hhcmdlIiwicmVxdWVzdCI6ImUzMCIsImhlYWRlciI6IlBheW1lbnQtQXV0aG9yaXphdGlvbiJ9LCJwYXlsb2FkIjp7fX0',
    'method_unsupported',
  ],
  ['another scheme', 'Bearer eyJjaGFsbGVuZ2UiOnt9fQ', null],
  ['no base64url', 'Payment not-valid!!!', 'malformed_credential'],
  [
    'no challenge',
    'Payment eyJwYXlsb2FkIjp7InR5cGUiOiJ0cmFuc2FjdGlvbiIsInNpZ25hdHVyZSI6IjB4MTIzNCJ9fQ',
    'malformed_credential',
  ],
  [
    'no id of a challenge',
    'Payment eyJjaGFsbGVuZ2UiOnsicmVhbG0iOiJhcGkiLCJtZXRob2QiOiJ0ZW1wbyIsImludGVudCI6ImNoYXJnZSIsInJlcXVlc3QiOiJlMzAifSwicGF5bG9hZCI6eyJ0eXBlIjoidHJhbnNhY3Rpb24iLCJzaWduYXR1cmUiOiIweDEyMzQifX0',
    'malformed_credential',
  ],
  ['a list', 'Payment W10', 'malformed_credential'],
];
