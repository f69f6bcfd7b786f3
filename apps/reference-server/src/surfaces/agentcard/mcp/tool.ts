import type { z } from '@hono/zod-openapi';
import type { ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import type { RailRequest } from '@railyard/core';
import type { ToolResult } from '@railyard/core/mcp';
import { checkScope } from '../../../http/auth.ts';
import type { Caller, Scope } from '../../../keys.ts';
import { type Places, readArguments } from '../../../tools/arguments.ts';
import { IDEMPOTENCY_KEY, keyIn } from '../../../tools/meta.ts';
import { publishedSchema } from '../../../tools/schema.ts';
import type { Served } from '../../../tools/serve.ts';
import { type Shopper, type Surface, shopperOf } from '../surface.ts';

/** What a tool of this surface is. */
export interface ToolDefinition<S extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  /** What it does, and what the agent does next, for a language model. */
  readonly description: string;
  /** Strict: an argument that it does not know is refused. */
  readonly input: S;
  readonly annotations: ToolAnnotations;
  readonly scope: Scope;
  /** Callable by name alone. */
  readonly isUnlisted?: true;
  /** Throws a `RailError` for what does not work, which becomes a result. */
  run(surface: Surface, shopper: Shopper, input: z.output<S>): Promise<ToolResult>;
}

/** A tool as the server has it, whatever its arguments are. */
export interface Tool extends Served {
  readonly scope: Scope;
  call(surface: Surface, caller: Caller, given: unknown, request: RailRequest): Promise<ToolResult>;
}

const PLACES: Places = { idempotency_key: IDEMPOTENCY_KEY };

export function tool<S extends z.ZodObject>(definition: ToolDefinition<S>): Tool {
  const { name, title, description, input, annotations, scope, isUnlisted } = definition;
  return {
    published: { name, title, description, inputSchema: publishedSchema(input), annotations },
    scope,
    isUnlisted: isUnlisted ?? false,
    async call(surface, caller, given, request) {
      checkScope(caller, scope);
      const read = readArguments(input, given, PLACES);
      return definition.run(surface, await shopperOf(surface, caller, keyIn(request.meta)), read);
    },
  };
}
