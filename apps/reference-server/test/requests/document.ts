/** A JSON Schema, without references. */
export interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly items?: Schema;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
}

/** One part of a request beside its body. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

/** A body by its media type. */
export type Content = Readonly<Record<string, { readonly schema: Schema }>>;

/** An answer as it is documented. */
export interface Documented {
  readonly content?: Content;
  readonly headers?: Readonly<Record<string, { readonly required?: boolean; readonly schema: Schema }>>;
}

/** What can be asked of a server: a method and a path. */
export interface Operation {
  /** As the document and the tables name it. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly isSecured: boolean;
  /** Whether it says what it refuses in a protocol of its own, with 200. */
  readonly hasOwnErrors: boolean;
  /** Whether it does what it is for only for who keeps cookies, as nobody does here. */
  readonly needsCookie: boolean;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | null;
  readonly bodyType: string | null;
  readonly responses: Readonly<Record<string, Documented>>;
}

/** Of an OpenAPI document what is read of it here. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components?: object;
}

interface DocumentedOperation {
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Operation['responses'];
  readonly 'x-own-errors'?: boolean;
  readonly 'x-needs-cookie'?: boolean;
}

/** The operations of a document, with every reference put in its place. */
export function operationsOf(document: OpenApi): readonly Operation[] {
  const { paths } = placed(document, document) as OpenApi;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => {
      const documented = operation as DocumentedOperation;
      const { security, parameters = [], requestBody, responses } = documented;
      const [bodyType = null] = Object.keys(requestBody?.content ?? {});
      return {
        name: `${method.toUpperCase()} ${path}`,
        method: method.toUpperCase(),
        path,
        isSecured: security !== undefined,
        hasOwnErrors: documented['x-own-errors'] ?? false,
        needsCookie: documented['x-needs-cookie'] ?? false,
        parameters,
        body: requestBody?.content[bodyType ?? '']?.schema ?? null,
        bodyType,
        responses,
      };
    }),
  );
}

/** The operation that a path leads to, whatever was meant by it; null when the document has none there. */
export function operationAt(
  operations: readonly Operation[],
  method: string,
  path: string,
): Operation | null {
  const segments = path.split('/');
  const fitting = operations.filter((one) => one.method === method && isAt(one.path.split('/'), segments));
  // A path without parameters is told from one with them as the router tells it.
  return fitting.toSorted((one, other) => parametersIn(one) - parametersIn(other))[0] ?? null;
}

function isAt(template: readonly string[], segments: readonly string[]): boolean {
  if (template.length !== segments.length) return false;
  return template.every((part, at) => (part.startsWith('{') ? segments[at] !== '' : part === segments[at]));
}

function parametersIn({ path }: Operation): number {
  return path.split('{').length;
}

function placed(value: unknown, document: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => placed(one, document));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, ...rest } = value as { readonly $ref?: string };
  if ($ref === undefined)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, placed(one, document)]));
  return { ...(placed(target(document, $ref), document) as object), ...rest };
}

function target(document: unknown, reference: string): unknown {
  return reference
    .slice('#/'.length)
    .split('/')
    .reduce((part, name) => (part as Record<string, unknown>)[name], document);
}
