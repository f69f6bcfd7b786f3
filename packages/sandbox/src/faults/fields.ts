import { keyOf, optional, readFields, type Shape, whole } from './shape.ts';

const times = optional(whole(1, 1_000_000));
export const when = optional(keyOf({ before: 1, after: 1 }));
export const status = whole(400, 599);
export const ms = whole(0, 600_000);

/** The fields of the fault that a body names, with those of any fault. */
export function shapeOf(body: unknown, faults: Readonly<Record<string, Shape>>): Shape {
  const fault = keyOf(faults);
  const { fault: named } = readFields(body);
  return { fault, times, ...(fault.fits(named) && faults[named as string]) };
}
