import * as fc from 'fast-check';
import { SPOILINGS, type Spoiling } from './body.ts';
import type { Operation, Parameter } from './document.ts';
import { hostileHeader, hostileSegment, hostileText, notOurs, spoiled } from './hostile.ts';
import { isWanted, type Mood, valid } from './valid.ts';

/** Whose API key comes with a request, or what comes in its place: of a client that is `allowed`, its access token. */
export type Caller =
  | 'network'
  | 'neighbour'
  | 'acmeOnly'
  | 'readOnly'
  | 'writeOnly'
  | 'decider'
  | 'operator'
  | 'allowed'
  | 'x-api-key'
  | 'twice'
  | 'none'
  | 'unknown'
  | 'garbled'
  | 'token';

/** What comes with a request that can be paid. */
export type Payment = 'none' | 'quoted' | 'challenged' | 'in place' | 'nonsense';

/** A part of a path or a query: a value to be encoded, or text that is sent as it stands. */
export type Segment = { readonly value: unknown } | { readonly sent: string };

/** A request as it is drawn: what is not known before is named. */
export interface Ask {
  readonly do: 'ask';
  readonly operation: Operation;
  /** Another method than the operation's; null for its own. */
  readonly method: string | null;
  readonly caller: Caller;
  readonly segments: Readonly<Record<string, Segment>>;
  readonly query: readonly (readonly [string, Segment])[];
  readonly headers: readonly (readonly [string, unknown])[];
  readonly body: { readonly value: unknown; readonly spoiling: Spoiling } | null;
  readonly payment: Payment;
}

/** A request as the document wants it. */
export function validAsk(operation: Operation, mood: Mood): fc.Arbitrary<Ask> {
  const parts = (where: Parameter['in']) =>
    operation.parameters.filter((one) => one.in === where && (one.required || isWanted(one.name, mood)));
  const entry = ({ name, schema, required }: Parameter) => {
    const value = valid(schema, name, mood).map((one) => [name, one] as const);
    return required || mood !== 'any' ? value : fc.option(value);
  };
  const entries = (where: Parameter['in']) =>
    fc.tuple(...parts(where).map(entry)).map((all) => all.filter((one) => one !== null));
  return fc.record({
    do: fc.constant('ask' as const),
    operation: fc.constant(operation),
    method: fc.constant(null),
    caller: callers(operation, mood),
    segments: entries('path').map((all) => Object.fromEntries(all.map(([name, value]) => [name, { value }]))),
    query: entries('query').map((all) => all.map(([name, value]) => [name, { value }] as const)),
    headers: entries('header'),
    body: operation.body
      ? valid(operation.body, '', mood).map((value) => ({ value, spoiling: 'none' as const }))
      : fc.constant(null),
    payment: payments(operation, mood),
  });
}

/** The same with something wrong in one or two places. */
export function hostileAsk(operation: Operation): fc.Arbitrary<Ask> {
  const twist = fc.oneof(...twistsOf(operation));
  return fc
    .tuple(validAsk(operation, 'any'), fc.array(twist, { minLength: 1, maxLength: 2 }))
    .map(([ask, twists]) => twists.reduce((twisted, change) => ({ ...twisted, ...change(twisted) }), ask));
}

type Twist = (ask: Ask) => Partial<Ask>;

function twistsOf(operation: Operation): fc.WeightedArbitrary<Twist>[] {
  const { parameters, body } = operation;
  const named = (where: Parameter['in']) =>
    parameters.filter((one) => one.in === where).map(({ name }) => name);
  const inPath = named('path').map((name) => ({ weight: 3, arbitrary: segmentTwist(name) }));
  const inHeaders = named('header').map((name) => ({ weight: 2, arbitrary: headerTwist(name) }));
  return [
    ...inPath,
    ...inHeaders,
    ...(body ? bodyTwists(operation) : []),
    { weight: 1, arbitrary: queryTwist(named('query')) },
    { weight: 1, arbitrary: fc.constantFrom(...CALLERS).map((caller) => () => ({ caller })) },
    { weight: 1, arbitrary: headerTwist('any') },
    { weight: 1, arbitrary: fc.constantFrom(...METHODS).map((method) => () => ({ method })) },
  ];
}

function segmentTwist(name: string): fc.Arbitrary<Twist> {
  const value = fc.oneof(
    notOurs(name),
    hostileText.filter((text) => text.length < 3_000),
  );
  const segment: fc.Arbitrary<Segment> = fc.oneof(
    value.map((one) => ({ value: one })),
    hostileSegment.map((sent) => ({ sent })),
  );
  return segment.map((one) => ({ segments }) => ({ segments: { ...segments, [name]: one } }));
}

function queryTwist(names: readonly string[]): fc.Arbitrary<Twist> {
  const name = fc.constantFrom(...names, '__proto__', 'buyer_token', 'tenant', '%00', 'a[b]');
  const value = fc.oneof(
    hostileText.filter((text) => text.length < 3_000).map((one) => ({ value: one })),
    notOurs('seller_handle').map((one) => ({ value: one })),
    hostileSegment.map((sent) => ({ sent })),
  );
  return fc.tuple(name, value).map((one) => ({ query }) => ({ query: [...query, one] }));
}

function headerTwist(named: string): fc.Arbitrary<Twist> {
  const name = named === 'any' ? fc.constantFrom(...HEADERS) : fc.constant(named);
  const value = named === 'any' ? hostileHeader : fc.oneof(hostileHeader, notOurs(named));
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .tuple(name, value)
        .map((one) => (ask: Ask) => ({ headers: [...headersWithout(ask, one[0]), one] })),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(name, value).map((one) => (ask: Ask) => ({ headers: [...ask.headers, one] })),
    },
    { weight: 1, arbitrary: name.map((one) => (ask: Ask) => ({ headers: headersWithout(ask, one) })) },
  );
}

function headersWithout({ headers }: Ask, name: string): Ask['headers'] {
  return headers.filter(([other]) => other !== name);
}

function bodyTwists({ body }: Operation): fc.WeightedArbitrary<Twist>[] {
  const value = spoiled(valid(body ?? {}, '', 'any'));
  const spoiling = fc.constantFrom(...SPOILINGS);
  return [
    { weight: 8, arbitrary: value.map((one) => () => ({ body: { value: one, spoiling: 'none' as const } })) },
    {
      weight: 3,
      arbitrary: spoiling.map((one) => (ask: Ask) => ({ body: ask.body && { ...ask.body, spoiling: one } })),
    },
    { weight: 1, arbitrary: fc.constant(() => ({ body: null })) },
  ];
}

function callers({ isSecured, path }: Operation, mood: Mood): fc.Arbitrary<Caller> {
  if (!isSecured) return fc.constant('none');
  const usual = fc.constant(usualCaller(path));
  if (mood !== 'any') return usual;
  const others = fc.constantFrom<Caller>('neighbour', 'acmeOnly', 'allowed', 'x-api-key');
  return fc.oneof({ weight: 6, arbitrary: usual }, { weight: 1, arbitrary: others });
}

function usualCaller(path: string): Caller {
  if (path.startsWith('/api/operator/')) return 'operator';
  return path.endsWith('/decision') ? 'decider' : 'network';
}

function payments({ responses }: Operation, mood: Mood): fc.Arbitrary<Payment> {
  if (!('402' in responses)) return fc.constant('none');
  if (mood !== 'any') return fc.constantFrom('none', 'challenged');
  return fc.constantFrom('none', 'none', 'quoted', 'challenged', 'in place', 'nonsense');
}

const CALLERS: readonly Caller[] = [
  'neighbour',
  'acmeOnly',
  'allowed',
  'readOnly',
  'writeOnly',
  'decider',
  'operator',
  'twice',
  'none',
  'unknown',
  'garbled',
  'token',
];
const METHODS = ['HEAD', 'GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'];
const HEADERS = [
  'accept',
  'accept-language',
  'accept-encoding',
  'cookie',
  'host',
  'origin',
  'if-none-match',
  'range',
  'prefer',
  'x-request-id',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-http-method-override',
  'payment-signature',
  'x-payment',
  'payment-authorization',
  'authorization',
  'x-api-key',
  'stripe-signature',
  'x-hook0-signature',
  'content-type',
  'content-encoding',
  'set-cookie',
  'mcp-session-id',
  'mcp-protocol-version',
  'idempotency-key',
  'x-buyer-token',
  'purpose',
  '__proto__',
  'constructor',
];
