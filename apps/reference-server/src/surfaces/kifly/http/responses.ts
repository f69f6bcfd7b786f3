import { type RouteConfig, z } from '@hono/zod-openapi';

/** The one shape of every error body. */
export const problem = z
  .looseObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    error: z.string().openapi({ description: 'A stable code for programs.' }),
    message: z.string(),
    details: z.record(z.string(), z.unknown()).optional(),
    retryable: z.literal(true).optional(),
    retry_after_seconds: z.number().optional(),
    next_action: z.string().optional(),
  })
  .openapi('Problem');

/** A good answer of a route, and the problems it may have. Typed as widely as the router allows a plain `Response`. */
export function responses(
  status: number,
  description: string,
  schema: z.ZodType,
  more: RouteConfig['responses'] = {},
): RouteConfig['responses'] {
  return {
    [status]: { description, content: { 'application/json': { schema } } },
    ...more,
    default: {
      description: 'What went wrong, and what to do.',
      content: { 'application/problem+json': { schema: problem } },
    },
  };
}

/** A JSON request body of this schema. */
export function jsonBody<S extends z.ZodType>(schema: S) {
  return { required: true, content: { 'application/json': { schema } } };
}

/** The header of every route that changes something. Its middleware has read it before. */
export const idempotencyHeaders = z.object({
  'idempotency-key': z.string().openapi({
    description: 'A UUID of your choice; the same one on every retry of this operation.',
    example: '550e8400-e29b-41d4-a716-446655440000',
  }),
});
