import type { z } from '@hono/zod-openapi';
import { CallToolRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import type { Awaitable } from '@railyard/core';
import { checkScope } from '../http/auth.ts';
import type { Caller, Scope } from '../keys.ts';
import { type Places, readArguments } from './arguments.ts';
import { keyIn } from './meta.ts';
import { publishedTool, type Tool, type ToolDefinition } from './tool.ts';

/** What a tool is whose callers have API keys, or tokens in their place. */
export interface ScopedDefinition<S extends z.ZodObject, Surface, Calling>
  extends ToolDefinition<S, Surface, Calling> {
  /** What the caller must be allowed to do. */
  readonly scope: Scope;
  /** Callable by name alone. */
  readonly isUnlisted?: true;
}

export interface ScopedTool<Surface> extends Tool<Surface, Caller> {
  readonly scope: Scope;
}

/** How the tools of a surface are called. */
export interface ToolDialect<Surface, Calling> {
  /** Where something belongs that callers take for an argument, beside the idempotency key. */
  readonly places?: Places;
  /** Who calls, and under which idempotency key, as the surface has it. */
  readonly callingOf: (surface: Surface, caller: Caller, key: string | null) => Awaitable<Calling>;
}

/** What makes the tools of a surface. */
export function scopedTools<Surface, Calling>({ places = {}, callingOf }: ToolDialect<Surface, Calling>) {
  return <S extends z.ZodObject>(definition: ScopedDefinition<S, Surface, Calling>): ScopedTool<Surface> => {
    const { input, scope, isUnlisted = false } = definition;
    return {
      published: publishedTool(definition),
      scope,
      isUnlisted,
      async call(surface, caller, given, request) {
        checkScope(caller, scope);
        const read = readArguments(input, given, places);
        const calling = await callingOf(surface, caller, keyIn(request.meta));
        return definition.run(surface, calling, read, request);
      },
    };
  };
}

/**
 * Throws `scope_insufficient` for a call that a person has not allowed: the answer to that is how to ask them. An API key
 * gets a result, as it can ask nobody.
 */
export function checkAllowed(
  tools: ReadonlyMap<string, { readonly scope: Scope }>,
  caller: Caller,
  message: unknown,
): void {
  if (caller.email === undefined) return;
  const { data } = CallToolRequestSchema.safeParse(message);
  const tool = data && tools.get(data.params.name);
  if (tool) checkScope(caller, tool.scope);
}
