import type { JsonObject } from '@railyard/core/rail';

/** True for a JSON object, false for an array. */
export function isMembers(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object in a JSON text, or null. */
export function readJson(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isMembers(value) ? value : null;
  } catch {
    return null;
  }
}
