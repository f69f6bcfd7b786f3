import type { z } from '@hono/zod-openapi';
import type { ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import { told } from '../../../tools/result.ts';
import { type ScopedTool, scopedTools } from '../../../tools/scoped.ts';
import type { Operation } from '../operation.ts';
import type { Calling, Surface } from '../surface.ts';
import { PAYMENT_RAIL } from './meta.ts';

/** A tool as the server has it, whatever its arguments are. */
export type Tool = ScopedTool<Surface>;

/** Makes a tool of this surface. */
export const tool = scopedTools<Surface, Calling>({
  places: { payment_rail: PAYMENT_RAIL },
  callingOf: (_, caller, key) => ({ caller, key }),
});

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
