import type { Operation, Parameter } from './document.ts';
import { validatorOf } from './schemas.ts';
import { type Answer, PROBLEM, type Sending } from './send.ts';

/** What a schema cannot say: which sellers there are, and who has to name one; which rails there are. */
const CONTEXT: ReadonlySet<string> = new Set(['seller_handle', 'payment_rail']);
/** What is said of an e-mail that a client of somebody else names. */
const NOT_THEIRS = 'Not the one of who signed in.';
/** The errors that say that a request is not as it should be. */
const FORM: ReadonlySet<unknown> = new Set([
  'validation',
  'idempotency_key_invalid',
  'missing_idempotency_key',
]);
const MOST_BYTES = 64 * 1024;

/** Whether the body of a request that was taken is one that the document allows, but for space around its texts. */
export function isWithin({ body: schema, bodyType }: Operation, { body }: Sending): boolean {
  if (!schema || bodyType !== 'application/json') return true;
  const read = body && body.length > 0 ? jsonIn(body) : {};
  return read !== undefined && validatorOf(schema)(trimmed(read)).length === 0;
}

/** What was refused for its form in a request whose form the document allows; null when nothing was. */
export function refusedWithin(
  operation: Operation,
  sending: Sending,
  { text, status, headers }: Answer,
): string | null {
  if (status !== 400 && status !== 422) return null;
  if (headers['content-type'] !== PROBLEM || text === '') return null;
  const { error, details } = JSON.parse(text) as { readonly error?: string; readonly details?: Details };
  if (!FORM.has(error) || !isAllowed(operation, sending)) return null;
  if (details?.fault !== undefined) return null;
  const fields = Object.entries(details?.fields ?? {});
  const isOfContext = fields.every(([field, told]) => CONTEXT.has(field) || told === NOT_THEIRS);
  if (fields.length > 0 && isOfContext) return null;
  return `${error} ${JSON.stringify(details)}`;
}

interface Details {
  readonly fields?: Readonly<Record<string, string>>;
  /** What stands against a ruling, in its case and not in its form. */
  readonly fault?: string;
}

function isAllowed(operation: Operation, sending: Sending): boolean {
  return (
    isBodyAllowed(operation, sending) &&
    isQueryAllowed(operation, sending) &&
    operation.parameters.every((one) => isParameterAllowed(one, operation, sending))
  );
}

function isBodyAllowed({ body: schema, bodyType }: Operation, { body, headers }: Sending): boolean {
  if (!schema) return !body;
  const types = valuesOf(headers, 'content-type');
  if (!body || body.length > MOST_BYTES || types.length !== 1 || types[0] !== bodyType) return false;
  const read = jsonIn(body);
  return read !== undefined && validatorOf(schema)(read).length === 0;
}

/** Nothing is asked that the document does not name. */
function isQueryAllowed({ parameters }: Operation, { path }: Sending): boolean {
  const names = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
  const asked = URL.parse(path, 'http://shop.test')?.searchParams.keys() ?? [];
  return [...asked].every((name) => names.includes(name));
}

function isParameterAllowed(parameter: Parameter, { path }: Operation, sending: Sending): boolean {
  const values = valuesFor(parameter, path, sending);
  if (values.length === 0) return !parameter.required;
  const [value = ''] = values;
  const read = parameter.schema.type === 'integer' ? Number(value) : value;
  return values.length === 1 && validatorOf(parameter.schema)(read).length === 0;
}

function valuesFor(
  { name, in: where }: Parameter,
  path: string,
  { path: sent, headers }: Sending,
): readonly string[] {
  const url = URL.parse(sent, 'http://shop.test');
  if (where === 'header') return valuesOf(headers, name);
  if (where === 'query') return url?.searchParams.getAll(name) ?? [];
  const segment = url?.pathname.split('/')[path.split('/').indexOf(`{${name}}`)] ?? '';
  try {
    return [decodeURIComponent(segment)];
  } catch {
    return [];
  }
}

/** Without the space around them, which is no part of a header. */
function valuesOf(headers: Sending['headers'], name: string): readonly string[] {
  return headers.filter(([one]) => one === name).map(([, value]) => value.replace(/^[ \t]+|[ \t]+$/g, ''));
}

/** Undefined for what is no JSON. */
function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

function trimmed(value: unknown): unknown {
  if (typeof value === 'string') return value.normalize('NFC').trim();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(trimmed);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, trimmed(one)]));
}
