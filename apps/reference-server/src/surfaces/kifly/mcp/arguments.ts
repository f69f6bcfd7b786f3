import type { z } from '@hono/zod-openapi';
import { type ErrorCode, RailError } from '@railyard/core';

/** An id that cannot exist is answered like one that does not. */
const ABSENT: Readonly<Record<string, ErrorCode>> = {
  cart_id: 'cart_not_found',
  item_id: 'item_not_found',
  session_id: 'not_found',
};

/** Arguments as the schema of a tool makes them. Throws `validation`, which names each that is not as it should be. */
export function readArguments<S extends z.ZodType>(schema: S, given: unknown): z.output<S> {
  const { data, error } = schema.safeParse(given ?? {});
  if (!error) return data;
  const { issues } = error;
  const absent = issues.find(({ path: [name], code }) => code === 'invalid_format' && ABSENT[String(name)]);
  const missing = absent && ABSENT[String(absent.path[0])];
  if (missing && issues.length === 1) throw new RailError(missing, 'There is nothing under this id.');

  const fields = Object.fromEntries(issues.flatMap(fieldsOf));
  const told = Object.entries(fields).map(([name, reason]) => `${name}: ${reason}`);
  throw new RailError('validation', `The arguments are not valid. ${told.join('; ')}`, {
    details: { fields },
    nextAction: 'Correct the arguments, and call the tool again.',
  });
}

function fieldsOf(issue: z.core.$ZodIssue): readonly (readonly [string, string])[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) => [name.slice(0, 100), 'There is no such argument.'] as const);
  }
  return [[issue.path.join('.'), issue.message]];
}
