import type { z } from '@hono/zod-openapi';
import type { Tool as PublishedTool, ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import type { RailRequest } from '@railyard/core';
import type { ToolResult } from '@railyard/core/mcp';
import { type Places, readArguments } from '../../../tools/arguments.ts';
import { IDEMPOTENCY_KEY, keyIn } from '../../../tools/meta.ts';
import { publishedSchema } from '../../../tools/schema.ts';
import type { commonInput } from '../ids.ts';
import type { Calling, Surface } from '../surface.ts';

type Common = z.ZodObject<typeof commonInput>;

/** What a tool of this surface is. */
export interface ToolDefinition<S extends Common> {
  readonly name: string;
  readonly title: string;
  /** What it does, and what the agent does next, for a language model. */
  readonly description: string;
  /** Strict: an argument that it does not know is refused. */
  readonly input: S;
  readonly annotations: ToolAnnotations;
  /** Throws a `RailError` for what does not work, which becomes a result. */
  run(surface: Surface, calling: Calling, input: z.output<S>): Promise<ToolResult>;
}

/** A tool as the server has it, whatever its arguments are. */
export interface Tool {
  readonly published: PublishedTool;
  /** Reads the arguments, has their token read, and does it. */
  call(surface: Surface, known: KnowUser, given: unknown, request: RailRequest): Promise<ToolResult>;
}

/** Finds out who calls, by the tenant and the token of a call. Throws `invalid_api_key`. */
export type KnowUser = (shown: {
  readonly tenant: string;
  readonly token: string | undefined;
}) => Promise<Omit<Calling, 'key'>>;

const PLACES: Places = { idempotency_key: IDEMPOTENCY_KEY };

export function tool<S extends Common>(definition: ToolDefinition<S>): Tool {
  const { name, title, description, input, annotations } = definition;
  return {
    published: { name, title, description, inputSchema: publishedSchema(input), annotations },
    async call(surface, known, given, request) {
      const read = readArguments(input, given, PLACES);
      const { tenant_id: tenant, auth_token: token } = read as z.output<Common>;
      const user = await known({ tenant, token });
      return definition.run(surface, { ...user, key: keyIn(request.meta) }, read);
    },
  };
}
