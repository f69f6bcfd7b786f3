import type { z } from '@hono/zod-openapi';
import type { Tool as PublishedTool, ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import type { Awaitable, RailRequest } from '@railyard/core';
import type { ToolResult } from '@railyard/core/mcp';
import { publishedSchema } from './schema.ts';
import type { Served } from './serve.ts';

/** What a tool of a surface is. One object in its list of tools is all that it takes. */
export interface ToolDefinition<S extends z.ZodObject, Surface, Calling> {
  readonly name: string;
  readonly title: string;
  /** What it does, and what the agent does next, for a language model. */
  readonly description: string;
  /** Strict: an argument that it does not know is refused. */
  readonly input: S;
  readonly annotations: ToolAnnotations;
  /** Throws a `RailError` for what does not work, which becomes a result. */
  run(surface: Surface, calling: Calling, input: z.output<S>, request: RailRequest): Awaitable<ToolResult>;
}

/** A tool as the server of a surface has it, whatever its arguments are; `Caller` is who calls, as the door knows it. */
export interface Tool<Surface, Caller> extends Served {
  call(surface: Surface, caller: Caller, given: unknown, request: RailRequest): Promise<ToolResult>;
}

/** A tool as it stands in the list of tools. */
export function publishedTool({
  name,
  title,
  description,
  input,
  annotations,
}: Omit<ToolDefinition<z.ZodObject, unknown, unknown>, 'run'>): PublishedTool {
  return { name, title, description, inputSchema: publishedSchema(input), annotations };
}
