import type { z } from '@hono/zod-openapi';
import { RailError } from '@railyard/core';
import { wordsOf } from '../http/issue-words.ts';
import { absent, fieldsOf } from '../http/validation.ts';
import { IDEMPOTENCY_KEY } from './meta.ts';

/** Where something belongs that is no argument, by the name that callers give it. */
export type Places = Readonly<Record<string, string>>;

/**
 * Arguments as the schema of a tool makes them. Throws `validation`, which names each that is not as it should be, and
 * where those belong that are none.
 */
export function readArguments<S extends z.ZodType>(
  schema: S,
  given: unknown,
  places: Places = {},
): z.output<S> {
  const { data, error } = schema.safeParse(given ?? {}, { error: wordsOf });
  if (!error) return data;
  const [first, ...others] = error.issues;
  const isId = first?.code === 'invalid_format' && others.length === 0;
  const unknown = isId ? absent(String(first.path[0])) : null;
  if (unknown) throw unknown;

  const fields = { ...fieldsOf(error), ...misplaced(error, { idempotency_key: IDEMPOTENCY_KEY, ...places }) };
  const told = Object.entries(fields).map(([name, reason]) => `${name}: ${reason}`);
  throw new RailError('validation', `The arguments are not valid. ${told.join(' ')}`, {
    details: { fields },
  });
}

function misplaced({ issues }: z.core.$ZodError, places: Places): Readonly<Record<string, string>> {
  const names = issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));
  const told = names.flatMap((name): readonly (readonly [string, string])[] => {
    const place = Object.hasOwn(places, name) ? places[name] : undefined;
    return place ? [[name, `Send it in _meta["${place}"], or leave it out if you cannot set _meta.`]] : [];
  });
  return Object.fromEntries(told);
}
