import type { Json, JsonObject, Money } from '@railyard/core/rail';

type Value = Json | undefined;

/** An object, which a list is not; null for anything else. */
export function membersOf(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** A text of this form, or null. */
export function textOf(value: Value, form: RegExp): string | null {
  return typeof value === 'string' && form.test(value) ? value : null;
}

/** A short word for programs, or null: what is longer may be a sentence, and hold anything. */
export function wordOf(value: Value): string | null {
  return textOf(value, /^\w{1,64}$/);
}

/** The id of an object of this kind, such as `cs` of `cs_1`, or null. */
export function idOf(value: Value, kind: string): string | null {
  const id = textOf(value, /^\w{1,255}$/);
  return id?.startsWith(`${kind}_`) ? id : null;
}

/** One of these words; `other` for all else, which may come to mean something. */
export function oneOf<Word extends string>(words: readonly Word[], value: Value): Word | 'other' {
  return words.find((word) => word === value) ?? 'other';
}

/** A whole number from 0 to this one, or null. */
export function countOf(value: Value, most = Number.MAX_SAFE_INTEGER): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most ? value : null;
}

/** Money in minor units, or null. */
export function moneyOf(amount: Value, currency: Value): Money | null {
  const [count, code] = [countOf(amount), textOf(currency, /^[a-z]{3}$/)];
  return count === null || code === null ? null : { amount: count, currency: code };
}

/** The object in a JSON text, or null. */
export function readJson(text: string): JsonObject | null {
  try {
    return membersOf(JSON.parse(text));
  } catch {
    return null;
  }
}
