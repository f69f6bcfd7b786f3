import type { z } from '@hono/zod-openapi';
import type { Tool as PublishedTool, ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import type { Awaitable, RailRequest } from '@railyard/core';
import type { ToolResult } from '@railyard/core/mcp';
import { checkScope } from '../../../http/auth.ts';
import type { Scope } from '../../../keys.ts';
import { type Places, readArguments } from '../../../tools/arguments.ts';
import { IDEMPOTENCY_KEY, keyIn } from '../../../tools/meta.ts';
import { told } from '../../../tools/result.ts';
import { publishedSchema } from '../../../tools/schema.ts';
import type { Operation } from '../operation.ts';
import type { Calling, Surface } from '../surface.ts';
import { PAYMENT_RAIL } from './meta.ts';

/** What a tool is. One object in the list of tools is all that it takes. */
export interface ToolDefinition<S extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  /** What it does, and what the agent does next, for a language model. */
  readonly description: string;
  /** Strict: an argument that it does not know is refused. */
  readonly input: S;
  readonly annotations: ToolAnnotations;
  /** What the caller must be allowed to do. */
  readonly scope: Scope;
  /** Throws a `RailError` for what does not work, which becomes a result. */
  run(surface: Surface, calling: Calling, input: z.output<S>, request: RailRequest): Awaitable<ToolResult>;
}

/** A tool as the server has it, whatever its arguments are. */
export interface Tool {
  readonly published: PublishedTool;
  readonly scope: Scope;
  call(
    surface: Surface,
    caller: Calling['caller'],
    given: unknown,
    request: RailRequest,
  ): Promise<ToolResult>;
}

/** What is no argument, because its place is beside them. */
const PLACES: Places = { payment_rail: PAYMENT_RAIL, idempotency_key: IDEMPOTENCY_KEY };

export function tool<S extends z.ZodObject>(definition: ToolDefinition<S>): Tool {
  const { name, title, description, input, annotations, scope } = definition;
  return {
    published: { name, title, description, inputSchema: publishedSchema(input), annotations },
    scope,
    async call(surface, caller, given, request) {
      checkScope(caller, scope);
      const calling = { caller, key: keyIn(request.meta) };
      return definition.run(surface, calling, readArguments(input, given, PLACES), request);
    },
  };
}

/** An operation as a tool, with words for a language model in front of its answer. */
export function toolOf<I extends z.ZodObject, O extends z.ZodObject>(
  operation: Operation<I, O>,
  annotations: ToolAnnotations,
  words: (body: z.output<O>) => string,
): Tool {
  const { name, title, description, input, scope } = operation;
  return tool({
    name,
    title,
    description,
    input,
    annotations,
    scope,
    async run(surface, calling, given) {
      const { body } = await operation.run(surface, calling, given);
      return told(words(body), body);
    },
  });
}
