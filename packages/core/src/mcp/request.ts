import { canonical } from '../json.ts';
import type { RailRequest } from '../rail.ts';
import { isMembers, membersIn, unionOf } from './meta.ts';

/** A call of a tool as it reached a server. */
export interface ToolCall {
  readonly tool: string;
  /** The address of what is paid for, as the platform names it: `mcp://tool/` and the tool's name when left out. */
  readonly url?: string;
  /** As they came, or changed by a schema in the same way each time. */
  readonly arguments?: unknown;
  /** The `_meta` in the request's `params`, which the MCP SDK hands to a tool as `extra._meta`. */
  readonly meta?: unknown;
  /** The `_meta` beside the request's `params`, where a payment may stand as well. */
  readonly rootMeta?: unknown;
}

/**
 * What a rail may read of a tool call. Throws `ambiguous_credential` when its two `_meta` differ in a member that both
 * have, and `validation` when it is no JSON that can be read.
 */
export function toolRequest(call: ToolCall): RailRequest {
  return {
    method: 'tools/call',
    url: call.url ?? `mcp://tool/${encodeURIComponent(call.tool)}`,
    headers: {},
    meta: unionOf(call.meta, call.rootMeta),
    body: new TextEncoder().encode(canonical(membersIn(call.arguments))),
  };
}

/**
 * A JSON-RPC request whose root `_meta` has moved into its `params`, for the MCP SDK, which refuses a request that has
 * one. Any other message is returned as it is. Throws like `toolRequest`.
 */
export function liftMeta(message: unknown): unknown {
  if (!isMembers(message) || !('id' in message && 'method' in message && '_meta' in message)) return message;
  const { _meta: rootMeta, params, ...rest } = message;
  const given = membersIn(params);
  const { _meta: meta } = given;
  return { ...rest, params: { ...given, _meta: unionOf(meta, rootMeta) } };
}
