import type { ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import type { JsonObject } from '@railyard/core';
import type { ToolResult } from '@railyard/core/mcp';

/** A result of words for a language model, and members, which a client that reads text only gets as text. */
export function told(
  words: string,
  members: object,
  rest: Omit<ToolResult, 'content' | 'structuredContent'> = {},
): ToolResult {
  const json = JSON.stringify(members);
  const content = [words, json].map((text) => ({ type: 'text' as const, text }));
  return { ...rest, content, structuredContent: JSON.parse(json) as JsonObject };
}

/** What reads: no effect, and the same however often. */
export const READS: ToolAnnotations = {
  readOnlyHint: true,
  destructiveHint: false,
  idempotentHint: true,
  openWorldHint: false,
};

/** What changes a record of ours, and takes nothing away. */
export const ADDS: ToolAnnotations = { ...READS, readOnlyHint: false, idempotentHint: false };

/** What sets something to what it says: again, no change. */
export const SETS: ToolAnnotations = { ...READS, readOnlyHint: false };
