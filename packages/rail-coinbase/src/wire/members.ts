import type { Json, JsonObject } from '@railyard/core/rail';

const WORD = /^\w{1,64}$/;
const ID = /^[\w-]{1,64}$/;

/** The object in a JSON text, or null. */
export function readJson(text: string): JsonObject | null {
  try {
    return asMembers(JSON.parse(text) as Json);
  } catch {
    return null;
  }
}

/** A JSON object as such; null for anything else. */
export function asMembers(value: Json | undefined): JsonObject | null {
  return typeof value === 'object' && value !== null && !isList(value) ? value : null;
}

/** A list as such; null for anything else. */
export function asList(value: Json | undefined): readonly Json[] | null {
  return value !== undefined && isList(value) ? value : null;
}

/** A text of an object; null when it has none, or an empty one. */
export function textIn(members: JsonObject | null, name: string): string | null {
  const text = members?.[name];
  return typeof text === 'string' && text !== '' ? text : null;
}

/** A time of an object, in milliseconds since 1970, or null. */
export function timeIn(members: JsonObject | null, name: string): number | null {
  const time = Date.parse(textIn(members, name) ?? '');
  return Number.isNaN(time) ? null : time;
}

/** A short word for programs, or null: what is longer may be a sentence, and hold anything. */
export function wordIn(members: JsonObject | null, name: string): string | null {
  const text = textIn(members, name);
  return text !== null && WORD.test(text) ? text : null;
}

/** An id that can stand in an address, or null. */
export function idIn(members: JsonObject | null): string | null {
  const id = textIn(members, 'id');
  return id !== null && ID.test(id) ? id : null;
}

// Array.isArray does not narrow a readonly array.
const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
