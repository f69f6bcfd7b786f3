import { exponentOf, isRailError, RailError } from '@railyard/core';
import { z } from 'zod';

/** A whole number in a range. */
export function whole(name: string, least: number, most: number, otherwise: number) {
  const error = `${name} is no whole number from ${least} to ${most}. Set it to one, or leave it out for ${otherwise}.`;
  return z.coerce
    .number({ error })
    .int({ error })
    .min(least, { error })
    .max(most, { error })
    .default(otherwise);
}

/** One of these words. */
export function oneOf<const T extends readonly string[]>(name: string, values: T) {
  return z.enum(values, { error: `${name} has no such value. Set it to ${values.join(' or ')}.` });
}

/** One HTTP address, without a slash at the end. */
export function address(name: string) {
  return url(`${name} is no address. Set it to one that begins with http:// or https://.`);
}

/** The same, with the sentence for what is none. */
export function url(error: string) {
  return z
    .url({ protocol: /^https?$/, error })
    .refine((text) => !/[?#]/.test(text), { error })
    .transform((text) => text.replace(/\/+$/, ''));
}

/** Texts separated by commas. */
export function listed(item: z.ZodType<string, string>) {
  return z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(item));
}

/** Whether ISO 4217 lists this code, in lower case. */
export function isCurrency(code: string): boolean {
  try {
    exponentOf(code);
    return true;
  } catch (error) {
    if (isRailError(error)) return false;
    throw error;
  }
}

/** What these variables say by a schema. Throws `configuration`, in one sentence that says what to set. */
export function environmentIn<T>(schema: z.ZodType<T>, variables: NodeJS.ProcessEnv): T {
  // An empty variable is how a shell or a compose file says "not set".
  const present = Object.entries(variables).filter(([, value]) => value !== undefined && value !== '');
  const read = schema.safeParse(Object.fromEntries(present));
  if (read.success) return read.data;
  throw mistake(read.error.issues[0]?.message ?? 'The environment is not valid.');
}

/** A mistake of an operator, told in one sentence that says what to do instead. */
export function mistake(sentence: string): RailError {
  return new RailError('configuration', sentence);
}
