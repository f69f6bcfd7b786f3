import { z } from '@hono/zod-openapi';
import type { Tool as PublishedTool } from '@modelcontextprotocol/sdk/types.js';

type InputSchema = PublishedTool['inputSchema'];

/**
 * The arguments of a tool as JSON Schema of draft 7. Patterns are left out: of ids they are nobody else's business, and
 * not every validator reads those of letters.
 */
export function publishedSchema(input: z.ZodType): InputSchema {
  return z.toJSONSchema(input, {
    target: 'draft-7',
    io: 'input',
    override({ jsonSchema }) {
      delete jsonSchema.pattern;
      delete jsonSchema.example;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  }) as InputSchema;
}
