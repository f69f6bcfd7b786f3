import { frozen } from '../json.ts';
import type { Credential, Refusal } from '../rail.ts';

/** Characters. What a rail says is written again with every change of the cart. */
const LONGEST = 262_144;

/**
 * A copy of what a rail has said, as JSON and frozen, so that it stays what it was. Throws when it has no such form.
 */
export function plain<T>(said: T): T {
  const text = JSON.stringify(said);
  check(text.length <= LONGEST);
  return frozen(JSON.parse(text) as T);
}

/** What a rail has against something; null when nothing. Throws when it says neither. */
export function refusalIn(said: Refusal | null | undefined): Refusal | null {
  if (said == null) return null;
  const refusal = plain(said);
  check(isText(refusal.refused) && isText(refusal.message));
  return refusal;
}

/** What a rail has detected. Throws when it is neither a credential nor a refusal. */
export function detectedIn(said: Credential | Refusal): Credential | Refusal {
  const found = plain(said);
  if ('refused' in found) return refusalIn(found) as Refusal;
  const { fingerprint, payload, facts, expiresAt } = found;
  check(isText(fingerprint) && payload !== undefined && isObject(facts));
  check(expiresAt == null || isDate(expiresAt));
  return found;
}

/** Throws unless a rail keeps to its contract. */
export function check(holds: boolean): void {
  if (!holds) throw new TypeError('That is not in the contract of a rail.');
}

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** A time that a date can show. */
export function isDate(value: number): boolean {
  return Number.isSafeInteger(value) && Math.abs(value) <= 8.64e15;
}

export function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
