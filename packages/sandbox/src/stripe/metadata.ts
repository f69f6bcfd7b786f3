import { refused } from './errors.ts';
import { type Form, groupOf, textOf } from './form.ts';

const MOST_KEYS = 50;
const MOST_IN_KEY = 40;
const MOST_IN_VALUE = 500;

/** The metadata in a form, within Stripe's limits. An empty value is none. */
export function metadataOf(form: Form, name = 'metadata'): Readonly<Record<string, string>> {
  const group = groupOf(form, name) ?? {};
  const pairs = Object.keys(group).flatMap((key) => {
    const value = textOf(group, key);
    return value === null ? [] : [[key, value] as const];
  });
  if (pairs.length > MOST_KEYS)
    throw refused(`Metadata can have ${MOST_KEYS} keys at most.`, { param: name });
  for (const [key, value] of pairs) checkPair(key, value, `${name}[${key}]`);
  return Object.fromEntries(pairs);
}

/** The metadata there was, with what a form changes: an empty value ends a key, an empty group all of them. */
export function changedMetadata(
  form: Form,
  before: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (form.metadata === '') return {};
  const group = groupOf(form, 'metadata') ?? {};
  const kept = Object.entries(before).filter(([key]) => !Object.hasOwn(group, key));
  return { ...Object.fromEntries(kept), ...metadataOf(form) };
}

function checkPair(key: string, value: string, param: string): void {
  if (key.length > MOST_IN_KEY)
    throw refused(`Metadata keys can be up to ${MOST_IN_KEY} characters long.`, { param });
  if (value.length > MOST_IN_VALUE)
    throw refused(`Metadata values can be up to ${MOST_IN_VALUE} characters long.`, { param });
}
