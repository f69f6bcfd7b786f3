import { RailError } from './errors.ts';
import type { Key, Row } from './store.ts';

/** The most records one `update` names. */
export const MAX_KEYS = 7;

/** A row as columns hold it: the value is JSON text, so that nobody else holds a part of it. */
export interface StoredRow extends Omit<Row, 'value'> {
  readonly value: string;
}

/** A fresh row from its columns. */
export function decodeRow({ value, tenant, state, due }: StoredRow): Row {
  return { value: JSON.parse(value), tenant, state, due };
}

/**
 * The rows that a change of `count` records returned, ready to write; throws when one could not be read back as it is.
 */
export function encodeRows(
  rows: readonly (Row | null | undefined)[],
  count: number,
): readonly (StoredRow | null | undefined)[] {
  if (rows.length > count) {
    throw new RailError('internal', `A change returned ${rows.length} rows for ${count} records.`);
  }
  return rows.map((row) => row && encodeRow(row));
}

function encodeRow({ value, tenant, state, due }: Row): StoredRow {
  checkText(tenant, 'A tenant');
  checkText(state, 'A state');
  if (due !== null && !Number.isSafeInteger(due)) {
    throw new RailError('internal', `A row is due at a whole number of milliseconds or null, not ${due}.`);
  }
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new RailError('internal', 'A value has no JSON form.');
  return { value: text, tenant, state, due };
}

/** Refuses what no `update` may name: too many records, one twice, or a key that is none. */
export function checkKeys(keys: readonly Key[]): void {
  if (keys.length > MAX_KEYS) {
    throw new RailError('internal', `One update names at most ${MAX_KEYS} records, not ${keys.length}.`);
  }
  for (const [index, { space, key }] of keys.entries()) {
    checkKey(key);
    if (keys.some((other, place) => place < index && other.space === space && other.key === key)) {
      throw new RailError('internal', `One update names a record of "${space}" twice.`);
    }
  }
}

/** Refuses, with `validation`, a key that no store may keep: for `get`, and for `after` in `list`. */
export function checkKey(key: string): void {
  if (key === '') throw new RailError('validation', 'A key has at least one character.');
  checkText(key, 'A key');
}

/**
 * Refuses, with `validation`, text that a database would keep as another: lone surrogates all become U+FFFD in UTF-8,
 * and one record would answer for another.
 */
export function checkText(text: string, what: string): void {
  if (!text.isWellFormed() || text.includes('\0')) {
    throw new RailError(
      'validation',
      `${what} holds U+0000 or half a surrogate pair, which no database keeps.`,
    );
  }
}

/** Refuses, with `validation`, a limit that is no whole number from 1. */
export function checkLimit(limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new RailError('validation', `A limit is a whole number from 1, not ${limit}.`);
  }
}
