import type { Json, JsonObject, Money } from '@railyard/core/rail';

type Value = Json | undefined;

/** An object of JSON, or null. */
export function objectIn(value: unknown): JsonObject | null {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as JsonObject) : null;
}

/** The object that a text of JSON is, or null. */
export function parsedObject(text: string): JsonObject | null {
  try {
    return objectIn(JSON.parse(text));
  } catch {
    return null;
  }
}

/** A text of this form, or null. */
export function formed(value: Value, form: RegExp): string | null {
  return typeof value === 'string' && form.test(value) ? value : null;
}

/** The id of an object of this kind, such as `ic` of `ic_1`, which may be there as a whole; or null. */
export function idIn(value: Value, kind: string): string | null {
  const id = formed(objectIn(value)?.id ?? value, /^\w{1,255}$/);
  return id?.startsWith(`${kind}_`) ? id : null;
}

/** One of these words; `other` for all else, which may come to mean something. */
export function wordAmong<Word extends string>(words: readonly Word[], value: Value): Word | 'other' {
  return words.find((word) => word === value) ?? 'other';
}

/** A whole number, or null. */
export function wholeNumber(value: Value): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

/** Money in minor units, of which none is owed; or null. */
export function moneyIn(amount: unknown, currency: unknown): Money | null {
  const isMoney = Number.isSafeInteger(amount) && Number(amount) >= 0 && typeof currency === 'string';
  return isMoney && /^[a-z]{3}$/.test(currency) ? { amount: Number(amount), currency } : null;
}

/** All of a list, each read; null when one cannot be read. */
export function readAll<T>(values: Value, read: (value: JsonObject) => T | null): readonly T[] | null {
  if (!Array.isArray(values)) return null;
  const all = values.map((value: unknown) => {
    const object = objectIn(value);
    return object && read(object);
  });
  return all.every((one) => one !== null) ? all : null;
}
