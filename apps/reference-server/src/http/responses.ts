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

const problemContent = { 'application/problem+json': { schema: problem } };

/** The problems of a route that everybody may ask. */
export const openProblems: RouteConfig['responses'] = {
  default: { description: 'What went wrong, and what to do.', content: problemContent },
};

/** The problems of a route with an API key. */
const problems: RouteConfig['responses'] = {
  401: {
    description: 'Who calls, or who buys, is not known.',
    headers: { 'WWW-Authenticate': { required: true, schema: { type: 'string' } } },
    content: problemContent,
  },
  429: {
    description: 'Too much was asked. Where waiting helps, the header says for how long.',
    headers: { 'Retry-After': { description: 'In seconds.', schema: { type: 'integer' } } },
    content: problemContent,
  },
  ...openProblems,
};

/** A good answer of a route with an API key, and the problems it may have. Typed as widely as the router allows a plain `Response`. */
export function responses(
  status: number,
  description: string,
  schema: z.ZodType,
  more: RouteConfig['responses'] = {},
): RouteConfig['responses'] {
  return {
    [status]: { description, content: { 'application/json': { schema } } },
    ...more,
    ...problems,
  };
}

/** A JSON request body of this schema. */
export function jsonBody<S extends z.ZodType>(schema: S) {
  return { required: true, content: { 'application/json': { schema } } };
}

/** The header of every route that changes something. Its middleware has read it before. */
export const idempotencyHeaders = z.object({
  'idempotency-key': z.string().openapi({
    pattern: '^[!#-+\\--\\[\\]-~]{1,255}$',
    description: 'A UUID of your choice, or another text; the same one on every retry of this operation.',
    example: '550e8400-e29b-41d4-a716-446655440000',
  }),
});
