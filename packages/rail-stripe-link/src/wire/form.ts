import type { Json, JsonObject } from '@railyard/core/rail';

type Pair = [name: string, value: string];

/**
 * Parameters as Stripe reads them: `line_items[0][quantity]=2`. In one order, whatever a store makes of objects: the
 * same parameters, the same bytes.
 */
export function encodeForm(params: JsonObject): string {
  return new URLSearchParams(sorted(params).flatMap(([name, value]) => pairsOf(name, value))).toString();
}

function pairsOf(name: string, value: Json): Pair[] {
  if (typeof value !== 'object' || value === null) return [[name, String(value ?? '')]];
  return membersIn(value).flatMap(([key, one]) => pairsOf(`${name}[${key}]`, one));
}

function membersIn(value: JsonObject | readonly Json[]): readonly (readonly [string | number, Json])[] {
  return Array.isArray(value) ? [...(value as readonly Json[]).entries()] : sorted(value as JsonObject);
}

function sorted(members: JsonObject): readonly (readonly [string, Json])[] {
  return Object.entries(members).toSorted(([one], [other]) => (one < other ? -1 : 1));
}
