import type { JsonObject, Money } from '@railyard/core/rail';
import { isMembers } from '../wire/members.ts';

const WORD = /^\w{1,64}$/;
const ID = /^\w{1,255}$/;

/** A text of an object; null when it has none, or an empty one. */
export function textIn(value: JsonObject | null, name: string): string | null {
  const text = value?.[name];
  return typeof text === 'string' && text !== '' ? text : null;
}

/** A short word for programs, or null: what is longer may be a sentence, and hold anything. */
export function wordIn(value: JsonObject | null, name: string): string | null {
  const text = textIn(value, name);
  return text !== null && WORD.test(text) ? text : null;
}

/** A whole number from 0, or null. */
export function countIn(value: JsonObject | null, name: string): number | null {
  const count = value?.[name];
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : null;
}

/** An object within an object, or null. */
export function membersIn(value: JsonObject | null, name: string): JsonObject | null {
  const members = value?.[name];
  return isMembers(members) ? members : null;
}

/** The id of an object of this kind, such as `pi` of `pi_1`, or null. */
export function idIn(value: JsonObject | null, kind: string): string | null {
  const id = textIn(value, 'id');
  return id?.startsWith(`${kind}_`) && ID.test(id) ? id : null;
}

/** Money whose amount is under this name, in minor units, or null. */
export function moneyIn(value: JsonObject | null, name: string): Money | null {
  const amount = countIn(value, name);
  const currency = wordIn(value, 'currency');
  return amount === null || currency === null ? null : { amount, currency };
}
