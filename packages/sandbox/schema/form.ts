/** A part of a JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

const NUMBER = { type: 'string', pattern: '^-?[0-9]{1,15}$' };
const BOOLEAN = { type: 'string', enum: ['true', 'false'] };

/** A schema of parameters as the types have them, made one of the texts that a form sends for them. */
export function formOf(schema: Schema): Schema {
  const { anyOf, enum: listed, const: fixed, type } = schema;
  if (Array.isArray(anyOf)) return union(anyOf as readonly Schema[]);
  if (fixed !== undefined)
    return { type: 'string', enum: [typeof fixed === 'string' ? fixed : JSON.stringify(fixed)] };
  if (Array.isArray(listed))
    return { type: 'string', enum: listed.filter((one) => one !== null).map(String) };
  if (Array.isArray(type)) return union(type.map((one) => ({ type: one as unknown })));
  if (type === 'number' || type === 'integer') return NUMBER;
  if (type === 'boolean') return BOOLEAN;
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, inside(name, value)]));
}

function inside(name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (name === 'properties') return mapped(value as Record<string, Schema>);
  return name === 'items' || name === 'additionalProperties' ? formOf(value as Schema) : value;
}

export function mapped(schemas: Readonly<Record<string, Schema>>): Readonly<Record<string, Schema>> {
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, formOf(schema)]));
}

/** A form has no null, and the escape hatch that leaves every enum open is closed. */
function union(parts: readonly Schema[]): Schema {
  const kept = parts
    .filter(({ type, $ref }) => type !== 'null' && $ref !== '#/definitions/OtherString')
    .map(formOf);
  const words = kept.flatMap((part) => (Array.isArray(part.enum) ? (part.enum as readonly string[]) : []));
  const others = kept.filter((part) => !Array.isArray(part.enum));
  // A text is every number too.
  if (others.some(({ type, pattern }) => type === 'string' && pattern === undefined))
    return { type: 'string' };
  const all = words.length > 0 ? [...others, { type: 'string', enum: words }] : others;
  const [only] = all;
  return all.length === 1 && only ? only : { anyOf: all };
}
