import { parseAst } from 'vitest/node';

interface Node {
  readonly type: string;
  readonly [member: string]: unknown;
}

/** What the variables of a file are, by name. */
type Variables = ReadonlyMap<string, Node>;

/** A call that names tests: `it`, `test` or `describe`, with what stands between it and its title. */
interface Naming {
  readonly members: readonly string[];
  /** Of `each` and the like. */
  readonly tables: readonly Node[];
  readonly title: Node;
}

const NAMING = new Set(['it', 'test', 'describe']);
const SKIPPED = new Set(['skip', 'todo']);

/** The names of the tests in a file and of their groups, also out of tables. What is skipped has none. */
export function namesIn(testFile: string): readonly string[] {
  const root: unknown = parseAst(testFile, { lang: 'ts' });
  if (!isNode(root)) return [];
  const variables = new Map(
    nodesIn(root).flatMap(({ type, id, init }) =>
      type === 'VariableDeclarator' && isNode(id) && isNode(init) ? [[String(id.name), init] as const] : [],
    ),
  );
  return namesAt(root, variables);
}

function namesAt(node: Node, variables: Variables): readonly string[] {
  const naming = namingOf(node);
  if (naming?.members.some((one) => SKIPPED.has(one))) return [];
  const within = childrenOf(node).flatMap((child) => namesAt(child, variables));
  return naming ? [...titles(naming, variables), ...within] : within;
}

function namingOf(node: Node): Naming | null {
  const [title, ...others] = argumentsOf(node);
  if (!title || others.length === 0) return null;
  const [members, tables]: [string[], Node[]] = [[], []];
  let at = node.callee;
  while (isNode(at) && at.type !== 'Identifier') {
    tables.push(...argumentsOf(at));
    if (isNode(at.property)) members.push(String(at.property.name));
    at = at.callee ?? at.object;
  }
  return isNode(at) && NAMING.has(String(at.name)) ? { members, tables, title } : null;
}

function argumentsOf({ type, arguments: given }: Node): readonly Node[] {
  return type === 'CallExpression' && Array.isArray(given) ? given.filter(isNode) : [];
}

/** The title; where it begins with a part of a table, every text there. */
function titles({ title, tables }: Naming, variables: Variables): readonly string[] {
  const text = textOf(title);
  if (text === null) return [];
  if (!/^[%$]/.test(text)) return [text];
  return tables.flatMap((table) => textsIn(table, variables, new Set()));
}

function textsIn(node: Node, variables: Variables, seen: Set<string>): readonly string[] {
  const text = textOf(node);
  if (text !== null) return [text];
  const name = node.type === 'Identifier' ? String(node.name) : null;
  const variable = name !== null && !seen.has(name) ? variables.get(name) : undefined;
  if (name !== null) seen.add(name);
  const parts = variable ? [variable] : childrenOf(node);
  return parts.flatMap((one) => textsIn(one, variables, seen));
}

/** A text, or how it begins; null for what is none. */
function textOf({ type, value, quasis }: Node): string | null {
  if (type === 'Literal') return typeof value === 'string' ? value : null;
  if (type !== 'TemplateLiteral' || !Array.isArray(quasis)) return null;
  const [first] = quasis as readonly { readonly value: { readonly raw: string } }[];
  return first?.value.raw ?? null;
}

function nodesIn(node: Node): readonly Node[] {
  return [node, ...childrenOf(node).flatMap(nodesIn)];
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node).flat().filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value;
}
