import { RailError } from './errors.ts';

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [name: string]: Json;
}

/**
 * JSON text as RFC 8785 writes it, with every object's names in code-unit order: equal values, equal text. Half a
 * surrogate pair, which that standard refuses, is written as its escape. Throws `validation` for a number that is not
 * finite.
 */
export function canonical(value: Json): string {
  if (typeof value === 'number') return finite(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.keys(value)
    .toSorted()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`);
  return `{${members.join(',')}}`;
}

// JSON.stringify would write null, and two requests would look the same.
function finite(number: number): string {
  if (!Number.isFinite(number)) throw new RailError('validation', `JSON has no number ${number}.`);
  return JSON.stringify(number);
}

// Array.isArray does not narrow a readonly array.
const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);

/** The same value, frozen all the way down. */
export function frozen<T>(value: T): T {
  if (Object.isFrozen(value)) return value; // as all that is no object is
  for (const member of Object.values(value as object)) frozen(member);
  return Object.freeze(value);
}
