import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Schema } from './document.ts';

/** What is wrong with a value, place by place; empty when it is as the schema says. */
export type Validate = (value: unknown) => readonly string[];

const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: true });
addFormats.default(ajv);
const known = new Map<string, Validate>();

/** Reads a value by a schema that says what may be there. */
export function validatorOf(schema: Schema): Validate {
  const key = JSON.stringify(schema);
  const made = known.get(key) ?? compiled(schema);
  known.set(key, made);
  return made;
}

/** The same schema, where nothing may be that it does not name. */
export function closed(schema: Schema): Schema {
  return closedAt(schema, true) as Schema;
}

function compiled(schema: Schema): Validate {
  const validate = ajv.compile(schema);
  return (value) => (validate(value) ? [] : (validate.errors ?? []).map(sentenceOf));
}

function sentenceOf({ instancePath, message, params }: ErrorObject): string {
  const { unevaluatedProperty, additionalProperty } = params as Readonly<Record<string, unknown>>;
  const extra = unevaluatedProperty ?? additionalProperty;
  const named = extra === undefined ? '' : ` (${JSON.stringify(extra)})`;
  return `${instancePath || 'the whole'} ${message ?? 'is wrong'}${named}`;
}

/** Of a part of `allOf` the whole alone knows what may be there beside it. */
function closedAt(value: unknown, isWhole: boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => closedAt(one, true));
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).map(([name, one]) => [name, closedPart(name, one)] as const);
  const isOpen = 'additionalProperties' in value || !('properties' in value || 'allOf' in value);
  return { ...Object.fromEntries(parts), ...(isWhole && !isOpen && { unevaluatedProperties: false }) };
}

function closedPart(name: string, value: unknown): unknown {
  if (name === 'enum' || name === 'const' || name === 'required') return value;
  if (name === 'allOf') return (value as readonly unknown[]).map((one) => closedAt(one, false));
  if (name !== 'properties') return closedAt(value, true);
  const properties = Object.entries(value as object);
  return Object.fromEntries(properties.map(([property, one]) => [property, closedAt(one, true)]));
}
