import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Environment } from './environment.ts';

const status = z.object({ status: z.string() });
const statusResponse = (description: string) => ({
  description,
  content: { 'application/json': { schema: status } },
});

const healthRoute = createRoute({
  method: 'get',
  path: '/healthz',
  tags: ['operation'],
  summary: 'Whether the process is alive',
  responses: { 200: statusResponse('Alive.') },
});

const readyRoute = createRoute({
  method: 'get',
  path: '/readyz',
  tags: ['operation'],
  summary: 'Whether requests should be sent here',
  responses: {
    200: statusResponse('The store answers.'),
    503: statusResponse('The store does not answer, or the server is shutting down.'),
  },
});

/** `/healthz` and `/readyz`. */
export function addHealth(app: OpenAPIHono<Environment>, isReady: () => Promise<boolean>): void {
  app.openapi(healthRoute, (c) => c.json({ status: 'ok' }, 200));
  app.openapi(readyRoute, async (c) =>
    (await isReady()) ? c.json({ status: 'ready' }, 200) : c.json({ status: 'not_ready' }, 503),
  );
}
