import { RailError } from '../errors.ts';
import { canonical, type Json, type JsonObject } from '../json.ts';

/** No protocol nests deeper, and whoever reads a value deep enough runs out of stack. */
const DEEPEST = 64;

/** What a client sent, as JSON members; none when it sent nothing. Throws `validation` for anything else. */
export function membersIn(sent: unknown): JsonObject {
  if (sent === undefined || sent === null) return {};
  if (!isMembers(sent) || isDeeper(sent, DEEPEST)) throw unreadable();
  return JSON.parse(JSON.stringify(sent)) as JsonObject;
}

/**
 * The `_meta` of a request, which clients put into `params` or beside them. Throws `ambiguous_credential` when the two
 * say different things of one member: one of them may be a payment, and which one is meant nobody can tell.
 */
export function unionOf(meta: unknown, rootMeta: unknown): JsonObject {
  const [inParams, inRoot] = [membersIn(meta), membersIn(rootMeta)];
  const differing = Object.keys(inRoot).find(
    (name) => Object.hasOwn(inParams, name) && !isSame(inParams[name], inRoot[name]),
  );
  if (differing === undefined) return { ...inRoot, ...inParams };
  throw new RailError(
    'ambiguous_credential',
    'The request has two different values for one member of _meta.',
    {
      details: { member: differing.slice(0, 100) },
      nextAction: 'Send it once, in the _meta of params.',
    },
  );
}

export function isMembers(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSame(one: Json = null, other: Json = null): boolean {
  return canonical(one) === canonical(other);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeper(member, levels - 1));
}

function unreadable(): RailError {
  return new RailError(
    'validation',
    'The arguments and the _meta of a tool call are objects, not nested too deep.',
  );
}
