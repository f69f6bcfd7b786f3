import { z } from 'zod';
import { mistake } from './config/fields.ts';

/** An object with these members and no others; `error` says what to write where there is none. */
export function only<Shape extends z.ZodRawShape>(shape: Shape, error: string) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys' ? `There is no "${issue.keys.join('", "')}" here` : error,
  });
}

/** Where a mistake is, as whoever wrote the value knows it. */
export type PlaceOf = (path: readonly PropertyKey[]) => string;

/** The value as the schema has it. Throws the first mistake in it, with its place in front. */
export function readAs<T>(schema: z.ZodType<T>, value: unknown, placeOf: PlaceOf): T {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [{ path, message } = { path: [], message: 'It cannot be read.' }] = read.error.issues;
  throw mistake(`${placeOf(path)}: ${message.replace(/\.?$/, '.')}`);
}

/** `sellers[0].products[2].price` */
export function jsonPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (place, step) =>
      typeof step === 'number' ? `${place}[${step}]` : `${place}${place && '.'}${String(step)}`,
    '',
  );
}
