import { membersOf } from '../answer/members.ts';
import { publicError } from '../answer/public-error.ts';
import type { RailError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Outcome } from '../outcome.ts';
import { textOf, textOfError } from './text.ts';

/**
 * The result of a tool call. Give a payable tool no `outputSchema`: the SDK's client holds a challenge against it, and
 * throws.
 */
// A type with a plain array: the SDK's own has an index signature, and no readonly list.
export type ToolResult = {
  readonly content: { readonly type: 'text'; readonly text: string }[];
  readonly structuredContent: JsonObject;
  readonly isError?: true;
  readonly _meta?: JsonObject;
};

/**
 * The result of a paying call, the same each time it is repeated. A challenge is a result, too, because most servers
 * lose what is thrown: each rail's part of it stands in `_meta`, where a client that can pay looks.
 */
export function toolResult(outcome: Outcome): ToolResult {
  const result = resultOf(textOf(outcome), membersOf(outcome));
  switch (outcome.type) {
    case 'paid':
      return { ...result, ...metaOf([outcome.order.receipt.meta]) };
    case 'challenge':
      return {
        ...result,
        isError: true,
        ...metaOf(outcome.challenges.map(({ challenge }) => challenge.meta)),
      };
    case 'page':
    case 'referred':
      return result;
  }
}

/**
 * The result that tells an error, never with a challenge. While it is not certain whether a payment went through, its
 * `status` is `pending`. What is not for clients (any other error, `configuration`) is told as `internal`.
 */
export function problemResult(thrown: unknown): ToolResult {
  const error = publicError(thrown);
  return { ...resultOf(textOfError(error), problemOf(error)), isError: true };
}

function problemOf(error: RailError): JsonObject {
  return { ...error.toProblem(), ...(error.code === 'payment_unresolved' && { status: 'pending' }) };
}

/** A sentence for a language model, and the members once more for a client that reads text only. */
function resultOf(text: string, members: JsonObject): ToolResult {
  return {
    content: [text, JSON.stringify(members)].map((one) => ({ type: 'text', text: one })),
    structuredContent: members,
  };
}

function metaOf(metas: readonly JsonObject[]): Pick<ToolResult, '_meta'> {
  const members = metas.flatMap((meta) => Object.entries(meta)).filter(([name]) => !isReserved(name));
  return members.length === 0 ? {} : { _meta: Object.fromEntries(members) };
}

/** Names that mean something to MCP itself. */
function isReserved(name: string): boolean {
  return /^([\w-]+\.)*(mcp|modelcontextprotocol)[./]/i.test(name) || name === 'progressToken';
}
