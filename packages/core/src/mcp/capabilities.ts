import type { Mount } from '../checkout/yard.ts';
import type { Json, JsonObject } from '../json.ts';
import { isMembers } from './meta.ts';

type Capabilities = Readonly<Record<string, JsonObject>>;

/**
 * What a server says of its active rails as `capabilities.experimental`, merged member by member: lists are joined, and
 * of two other values the first counts.
 */
export function experimentalCapabilities(mounts: readonly Pick<Mount, 'rail' | 'active'>[]): Capabilities {
  return mounts
    .filter(({ active }) => active)
    .map(({ rail }): Capabilities => rail.manifest.capabilities ?? {})
    .reduce((all, more) => merged(all, more, joinedMembers), {});
}

function merged<T>(
  one: Readonly<Record<string, T>>,
  other: Readonly<Record<string, T>>,
  join: (one: T, other: T) => T,
): Readonly<Record<string, T>> {
  const members = Object.entries(other).map(([name, value]): [string, T] => {
    const known = Object.hasOwn(one, name) ? one[name] : undefined;
    return [name, known === undefined ? value : join(known, value)];
  });
  return { ...one, ...Object.fromEntries(members) };
}

function joinedMembers(one: JsonObject, other: JsonObject): JsonObject {
  return merged(one, other, joined);
}

function joined(one: Json, other: Json): Json {
  if (isList(one) && isList(other)) return [...new Set([...one, ...other])];
  return isMembers(one) && isMembers(other) ? joinedMembers(one, other) : one;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
