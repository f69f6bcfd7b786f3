import { canonical, type ErrorCode, isRailError, type Json } from '@railyard/core/rail';

/** Throws the complaint when it does not hold; one that takes long to write is given as a function. */
export function expect(holds: boolean, complaint: string | (() => string)): void {
  if (!holds) throw new Error(typeof complaint === 'string' ? complaint : complaint());
}

/** Compares as JSON, and sets without their order. */
export function expectSame(actual: unknown, expected: unknown, what: string): void {
  const [seen, wanted] = [toText(actual), toText(expected)];
  expect(seen === wanted, `${what} should be ${wanted.slice(0, 300)}, not ${seen.slice(0, 300)}.`);
}

export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  let error: unknown = null;
  const rejected = await promise.then(
    () => false,
    (reason: unknown) => {
      error = reason;
      return true;
    },
  );
  expect(rejected, 'A promise that should have been rejected was resolved.');
  return error;
}

export async function expectRefusal(promise: Promise<unknown>, code?: ErrorCode): Promise<void> {
  const error = await rejection(promise);
  if (!isRailError(error)) throw new Error(`A refusal should be a RailError, not ${String(error)}.`);
  if (code) expectSame(error.code, code, 'The code of the refusal');
}

function toText(value: unknown): string {
  if (value instanceof Set)
    return toText([...value].map(toText).toSorted((one, other) => (one < other ? -1 : 1)));
  return value === undefined ? 'undefined' : canonical(value as Json);
}
