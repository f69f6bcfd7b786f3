import type { z } from '@hono/zod-openapi';
import { type ErrorCode, RailError } from '@railyard/core';

const ABSENT: Readonly<Record<string, ErrorCode>> = {
  cart_id: 'cart_not_found',
  item_id: 'item_not_found',
};

/** The ids in the address. One that cannot exist is answered like one that does not. */
export function checkParams<T extends z.ZodType>(schema: T, params: unknown): z.output<T> {
  const { data, error } = schema.safeParse(params);
  if (!error) return data;
  const [name] = error.issues[0]?.path ?? [];
  throw new RailError(ABSENT[String(name)] ?? 'not_found', 'There is nothing under this id.');
}

/** A body as its schema makes it; refuses one that it does not allow. */
export function checkBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  return checkInput(schema, body, 'The request body');
}

/** The same for what came in several parts of a request. */
export function checkInput<T extends z.ZodType>(
  schema: T,
  input: unknown,
  name = 'The request',
): z.output<T> {
  const { data, error } = schema.safeParse(input);
  if (!error) return data;
  const fields = Object.fromEntries(error.issues.map(({ path, message }) => [path.join('.'), message]));
  throw new RailError('validation', `${name} is not valid. The details name each field.`, {
    details: { fields },
  });
}
