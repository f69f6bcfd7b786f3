import * as fc from 'fast-check';
import type { Schema } from './document.ts';
import { isKnown, type Known, LASTING } from './pool.ts';
import { validatorOf } from './schemas.ts';

/** How a request is meant: as a purchase or a hand-off needs it, or in any way that the document allows. */
export type Mood = 'purchase' | 'hand-off' | 'any';

/** Names whose values come from earlier answers. */
const IDS: ReadonlySet<string> = new Set([
  'cart_id',
  'item_id',
  'variant_id',
  'seller_handle',
  'order_id',
  'session_id',
  'referral_id',
  'buyer_token',
  'x-buyer-token',
  'email',
  'code',
  'country',
  'region',
  'postal_code',
  'rail',
  'account',
  'token',
  'id',
  'tenant',
  'cart',
  'attempt',
  'script',
  'handle',
  'payment_rail',
  'client_id',
  'refresh_token',
  'uid',
  'approval_id',
  'case_id',
  'ruling',
  'reference',
]);

/** What a purchase can do without. */
const OPTIONAL: ReadonlySet<string> = new Set(['payment_rail', 'code', 'state']);

/** Which of the known ones: mostly the newest. */
const at = fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(6) });

/** An id that an earlier answer gave. */
export function ours(name: string, which: fc.Arbitrary<number> = at): fc.Arbitrary<Known> {
  return which.map((one) => ({ known: name, of: 'ours', at: one }));
}

/** Values that a schema allows, for what has this name. */
export function valid(schema: Schema, name: string, mood: Mood): fc.Arbitrary<unknown> {
  let refused = 0;
  return made(schema, name, mood).filter((value) => {
    if (hasKnown(value) || validatorOf(schema)(value).length === 0) {
      refused = 0;
      return true;
    }
    if (refused++ > 10_000) throw new Error(`The document allows no "${name}": ${JSON.stringify(schema)}.`);
    return false;
  });
}

function made(schema: Schema, name: string, mood: Mood): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum && (mood === 'any' || !IDS.has(name))) return fc.constantFrom(...schema.enum);
  // Who buys says what may be left out.
  const isSaid = ({ type }: Schema) => mood === 'any' || type !== 'null';
  if (schema.anyOf) return fc.oneof(...schema.anyOf.filter(isSaid).map((one) => valid(one, name, mood)));
  if (Array.isArray(schema.type)) {
    const types = (schema.type as readonly string[]).map((type) => ({ ...schema, type }));
    return fc.oneof(...types.filter(isSaid).map((one) => made(one, name, mood)));
  }
  switch (schema.type) {
    case 'object':
      return object(schema, mood);
    case 'array':
      return fc.array(valid(schema.items ?? {}, name, mood), { maxLength: 3 });
    case 'integer':
      return integer(schema);
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return string(schema, name, mood);
    case undefined:
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function object({ properties = {}, required = [] }: Schema, mood: Mood): fc.Arbitrary<unknown> {
  const wanted = Object.entries(properties).filter(
    ([name]) => required.includes(name) || isWanted(name, mood),
  );
  const values = wanted.map(([name, schema]) => [name, valid(schema, name, mood)] as const);
  const always = mood !== 'any' ? wanted.map(([name]) => name) : [...required];
  return fc.record(Object.fromEntries(values), { requiredKeys: always, noNullPrototype: true });
}

/** Whether what may be left out is sent: a purchase leaves out all but the ids that it stands on. */
export function isWanted(name: string, mood: Mood): boolean {
  return mood === 'any' || (IDS.has(name) && !OPTIONAL.has(name));
}

function integer({ minimum = -10, maximum = Number.MAX_SAFE_INTEGER }: Schema): fc.Arbitrary<number> {
  const few = fc.integer({ min: minimum, max: Math.min(minimum + 4, maximum) });
  return fc.oneof(
    { weight: 8, arbitrary: few },
    { weight: 1, arbitrary: fc.integer({ min: minimum, max: maximum }) },
  );
}

function string(schema: Schema, name: string, mood: Mood): fc.Arbitrary<unknown> {
  const plain = text(schema);
  if (name === 'idempotency-key') return idempotencyKey(plain, mood);
  if (name === 'email' && mood !== 'any') return fc.oneof(ours(name), plain);
  if (!IDS.has(name)) return plain;
  if (mood !== 'any') return ours(name, fc.constant(mood === 'hand-off' && LASTING.has(name) ? 1 : 0));
  return fc.oneof({ weight: 9, arbitrary: ours(name) }, { weight: 1, arbitrary: plain });
}

/** Now and then one that came before. */
function idempotencyKey(plain: fc.Arbitrary<string>, mood: Mood): fc.Arbitrary<string> {
  if (mood !== 'any') return fc.uuid();
  const again = fc.constantFrom('again-1', 'again-2');
  return fc.oneof(
    { weight: 6, arbitrary: fc.uuid() },
    { weight: 1, arbitrary: again },
    { weight: 1, arbitrary: plain },
  );
}

function text({ format, pattern, minLength = 0, maxLength = 120 }: Schema): fc.Arbitrary<string> {
  if (format === 'email') return fc.nat(20).map((one) => `buyer.${one}@example.com`);
  if (format === 'date-time')
    return fc.date({ noInvalidDate: true, min: new Date(0) }).map((one) => one.toISOString());
  if (format === 'date')
    return fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('9999-01-01') })
      .map((one) => one.toISOString().slice(0, 10));
  if (pattern !== undefined && !pattern.includes('\\p')) return fc.stringMatching(new RegExp(pattern, 'u'));
  const lengths = { minLength, maxLength } as const;
  return fc.oneof(
    fc.string(lengths),
    fc.string({ ...lengths, unit: 'grapheme' }),
    fc.string({ ...lengths, unit: 'binary' }),
  );
}

function hasKnown(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return isKnown(value) || Object.values(value).some(hasKnown);
}
