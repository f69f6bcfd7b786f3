import qs from 'qs';
import { refused } from './errors.ts';

/** A form, or a query, as it was decoded: texts, in lists and named groups. */
export interface Form {
  readonly [name: string]: Field;
}
type Field = string | readonly Field[] | Form | undefined;

/** Reads a form as Stripe does. Throws for the one name that would get lost. */
export function parseForm(text: string): Form {
  const hasIt = /(?:^|&)[^=&]*__proto__/.test(text.replaceAll(/%5f/gi, '_'));
  if (hasIt) throw refused('No parameter can be named __proto__.');
  return qs.parse(text, { depth: 20, arrayLimit: 1000, parameterLimit: 5000, plainObjects: true });
}

/** The text of a field; null for one that is absent or empty. */
export function textOf(form: Form, name: string): string | null {
  const value = form[name];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The number of a field that was checked to hold one. */
export function numberOf(form: Form, name: string): number | null {
  const value = textOf(form, name);
  return value === null ? null : Number(value);
}

/** The group of fields under a name; null when it is absent or empty. */
export function groupOf(form: Form, name: string): Form | null {
  const value = form[name];
  return typeof value === 'object' && !Array.isArray(value) ? (value as Form) : null;
}

/** The groups that are listed under a name; what is no group among them is an empty one. */
export function groupsOf(form: Form, name: string): readonly Form[] {
  const value = form[name];
  if (!Array.isArray(value)) return [];
  return value.map((_, at) => groupOf({ one: value[at] as Field }, 'one') ?? {});
}

/** The texts under a name. */
export function listOf(form: Form, name: string): readonly string[] {
  const value = form[name];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

/** The same text for the same form, in whatever order its fields came. */
export function canonicalForm(form: Form): string {
  return JSON.stringify(form, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
