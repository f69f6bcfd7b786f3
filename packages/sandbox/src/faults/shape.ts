import { HTTPException } from 'hono/http-exception';

/** What one field of a JSON object may be. */
export interface Check {
  /** Completes the sentence `"field" must be …`. */
  readonly says: string;
  fits(value: unknown): boolean;
}

/** The fields of a JSON object, and no others. */
export type Shape = Readonly<Record<string, Check>>;

export const text: Check = { says: 'a text', fits: (value) => typeof value === 'string' };

export function whole(least: number, most: number): Check {
  return {
    says: `a whole number from ${least} to ${most}`,
    fits: (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most,
  };
}

/** One of the names of an object's members. */
export function keyOf(members: object): Check {
  return {
    says: `one of ${Object.keys(members).join(', ')}`,
    fits: (value) => typeof value === 'string' && Object.hasOwn(members, value),
  };
}

export function optional(check: Check): Check {
  return { ...check, fits: (value) => value === undefined || check.fits(value) };
}

/** Throws 422 with a sentence when a value is no object of that shape. */
export function checkShape(value: unknown, shape: Shape): void {
  const flaw = flawOf(value, shape);
  if (flaw !== null) throw refused(flaw);
}

/** Why a value is no object of that shape, in a sentence; null when it is one. */
export function flawOf(value: unknown, shape: Shape): string | null {
  const fields = readFields(value);
  for (const [name, check] of Object.entries(shape)) {
    if (!check.fits(fields[name])) return `"${name}" must be ${check.says}.`;
  }
  const extra = Object.keys(fields).find((name) => !Object.hasOwn(shape, name));
  return extra === undefined ? null : `"${extra}" does not belong here.`;
}

/** The fields of an object; none for anything else. */
export function readFields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

export function refused(message: string): HTTPException {
  return new HTTPException(422, { message });
}
