import * as fc from 'fast-check';

/** A text with one byte changed, inserted or left out. */
export function withOneByte(text: string): fc.Arbitrary<string> {
  const byte = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
  const at = fc.nat({ max: text.length - 1 });
  return fc.oneof(
    fc.tuple(at, byte).map(([index, other]) => text.slice(0, index) + other + text.slice(index + 1)),
    fc.tuple(at, byte).map(([index, other]) => text.slice(0, index) + other + text.slice(index)),
    at.map((index) => text.slice(0, index) + text.slice(index + 1)),
  );
}

/** A JSON value with one of its members, however deep, left out or given another value. */
export function withOneField(value: object): fc.Arbitrary<unknown> {
  return fc.tuple(fc.constantFrom(...pathsIn(value)), another).chain(([path, other]) =>
    fc.oneof(
      fc.constant(replaced(value, path, () => other)),
      fc.constantFrom(...respelled).map((respell) => replaced(value, path, respell)),
    ),
  );
}

/** What could stand in a field, of the right kind or not. */
const another = fc.oneof(
  fc.constant(undefined),
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.base64String().map((text) => text.replaceAll('=', '')),
  fc.constantFrom('', '__proto__', 'stripe', 'charge', 'tempo', 'Payment-Authorization', 'Authorization'),
  fc.constantFrom('2026-10-12T10:05:00.000Z', '2999-01-01T00:00:00Z', 'spt_other', 'e30', '{}', '|', '||'),
);

/** Almost what stood there. */
const respelled: readonly ((old: unknown) => unknown)[] = [
  (old) => (typeof old === 'string' ? old.toUpperCase() : old),
  (old) => (typeof old === 'string' ? old.toLowerCase() : old),
  (old) => (typeof old === 'string' ? ` ${old}` : old),
  (old) => (typeof old === 'string' ? `${old}=` : old),
  (old) => (typeof old === 'string' ? `${old.slice(0, -1)}${old.endsWith('A') ? 'B' : 'A'}` : old),
  (old) => (typeof old === 'string' ? Number(old) : String(old)),
  (old) => [old],
  (old) => (typeof old === 'object' ? { ...old, more: 1 } : { old }),
];

type Path = readonly string[];

function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([name, member]) => pathsIn(member, [...path, name]));
  return path.length === 0 ? inner : [path, ...inner];
}

function replaced(value: unknown, [name, ...rest]: Path, change: (old: unknown) => unknown): unknown {
  if (name === undefined) return change(value);
  const copy: Record<string, unknown> = Object.assign(Array.isArray(value) ? [] : {}, value);
  copy[name] = replaced(copy[name], rest, change);
  return copy;
}
