import type { Ask, Caller, Segment } from './ask.ts';
import { bodyOf, formOf, type Sent } from './body.ts';
import type { Pool } from './pool.ts';
import type { Sending } from './send.ts';

/** What a request is made of beside what was drawn. */
export interface Means {
  readonly pool: Pick<Pool, 'filled'>;
  readonly keys: Readonly<Record<Named, string>>;
  readonly accessToken: string;
  /** A Shared Payment Token. */
  readonly token: () => string;
  /** What a standard client answers the newest challenge of an operation with. */
  readonly credential: (operation: string) => string;
}

/** Callers who have an API key each. */
type Named = 'network' | 'neighbour' | 'acmeOnly' | 'readOnly' | 'writeOnly' | 'decider' | 'operator';

type Header = readonly [name: string, value: string];

/** The request as it is sent, with everything known that has to be. */
export function sendingOf(ask: Ask, means: Means): Sending {
  const { operation, segments, query, headers, method } = ask;
  const { filled } = means.pool;
  const path = operation.path.replace(/{(\w+)}/g, (_, name: string) => textOf(segments[name], filled));
  const asked = query.map(([name, segment]) => `${name}=${textOf(segment, filled)}`).join('&');
  const body = sentBody(ask, filled);
  return {
    method: method ?? operation.method,
    path: asked === '' ? path : `${path}?${asked}`,
    headers: [
      ...callerHeaders(ask.caller, means),
      ...paymentHeaders(ask, means),
      ...headers.map(([name, value]): Header => [name, headerText(filled(value))]),
      ...(body?.type ? [['content-type', body.type] as const] : []),
    ],
    body: body?.bytes ?? null,
  };
}

function textOf(segment: Segment | undefined, filled: Pool['filled']): string {
  if (segment === undefined) return '';
  if ('sent' in segment) return segment.sent;
  return encodeURIComponent(Buffer.from(String(filled(segment.value))).toString());
}

function sentBody({ body, operation }: Ask, filled: Pool['filled']): Sent | null {
  if (!body) return null;
  const value = filled(body.value);
  const isForm = operation.bodyType !== 'application/json' && body.spoiling === 'none';
  return isForm ? formOf(value) : bodyOf(value, body.spoiling);
}

function bearer(key: string): Header {
  return ['authorization', `Bearer ${key}`];
}

function callerHeaders(caller: Caller, { keys, accessToken, token }: Means): readonly Header[] {
  switch (caller) {
    case 'none':
      return [];
    case 'allowed':
      return [bearer(accessToken)];
    case 'x-api-key':
      return [['x-api-key', keys.network]];
    case 'twice':
      return [bearer(keys.network), bearer(keys.neighbour)];
    case 'unknown':
      return [bearer(`kfa_test_${'0'.repeat(48)}`)];
    case 'garbled':
      return [['authorization', `Bearer ${keys.network};\u00ff`]];
    case 'token':
      return [['authorization', `Payment ${token()}`]];
    case 'network':
    case 'neighbour':
    case 'acmeOnly':
    case 'readOnly':
    case 'writeOnly':
    case 'decider':
    case 'operator':
      return [bearer(keys[caller])];
  }
}

function paymentHeaders({ payment, operation }: Ask, { token, credential }: Means): readonly Header[] {
  switch (payment) {
    case 'none':
      return [];
    case 'quoted':
      return [['payment-authorization', `Payment ${token()}`]];
    case 'challenged':
      return [['payment-authorization', credential(operation.name)]];
    case 'in place':
      return [['authorization', credential(operation.name)]];
    case 'nonsense':
      return [
        ['payment-signature', 'e30='],
        ['payment-authorization', 'Payment id="a"'],
      ];
  }
}

/** Node sends nothing else in a header. */
function headerText(value: unknown): string {
  return String(value).replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?');
}
