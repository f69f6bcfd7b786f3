import type { z } from '@hono/zod-openapi';
import { type ErrorCode, RailError } from '@railyard/core';
import { wordsOf } from './issue-words.ts';

/** Ids by their names in addresses and arguments: what there is not under one of them. */
const ABSENT: Readonly<Record<string, { readonly code: ErrorCode; readonly missing: string }>> = {
  cart_id: { code: 'cart_not_found', missing: 'cart' },
  item_id: { code: 'item_not_found', missing: 'item' },
  order_id: { code: 'not_found', missing: 'order' },
  session_id: { code: 'not_found', missing: 'order' },
  case_id: { code: 'not_found', missing: 'case' },
  seller_handle: { code: 'not_found', missing: 'seller' },
};

/** The ids in the address. One that cannot exist is answered like one that does not. */
export function checkParams<T extends z.ZodType>(schema: T, params: unknown): z.output<T> {
  const { data, error } = schema.safeParse(params);
  if (!error) return data;
  const [name] = error.issues[0]?.path ?? [];
  throw absent(String(name)) ?? new RailError('not_found', 'There is nothing under this id.');
}

/** The error that tells of an id which cannot exist; null for a name that is no id's. */
export function absent(name: string): RailError | null {
  const known = ABSENT[name];
  if (!known) return null;
  const { code, missing } = known;
  return new RailError(code, `There is no ${missing} under this id.`, { details: { missing } });
}

/** A body as its schema makes it; refuses one that it does not allow. */
export function checkBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  return checkInput(schema, body, 'The request body');
}

/** The same for a query. */
export function checkQuery<T extends z.ZodType>(schema: T, query: unknown): z.output<T> {
  return checkInput(
    schema,
    query,
    'The query',
    'Correct what details.fields names in the query, and ask again.',
  );
}

/** The same for anything else that came, by its name at the beginning of a sentence. */
export function checkInput<T extends z.ZodType>(
  schema: T,
  input: unknown,
  name: string,
  nextAction?: string,
): z.output<T> {
  const { data, error } = schema.safeParse(input, { error: wordsOf });
  if (!error) return data;
  throw new RailError('validation', `${name} is not valid. The details name each field.`, {
    details: { fields: fieldsOf(error) },
    ...(nextAction !== undefined && { nextAction }),
  });
}

/** What is wrong, by the names of the fields. */
export function fieldsOf({ issues }: z.core.$ZodError): Readonly<Record<string, string>> {
  return Object.fromEntries(issues.flatMap(namedIn));
}

function namedIn(issue: z.core.$ZodIssue): readonly (readonly [string, string])[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => [[...issue.path, key.slice(0, 100)].join('.'), 'There is no such field.']);
  }
  return [[issue.path.join('.'), issue.message]];
}
