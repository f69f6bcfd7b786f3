import { createRoute, z } from '@hono/zod-openapi';
import { respondJson } from './respond.ts';
import { type App, addRoute } from './route.ts';

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
export function addHealth(app: App, isReady: () => Promise<boolean>): void {
  addRoute(app, healthRoute, (c) => respondJson(c, { status: 'ok' }));
  addRoute(app, readyRoute, async (c) =>
    (await isReady())
      ? respondJson(c, { status: 'ready' })
      : respondJson(c, { status: 'not_ready' }, { status: 503 }),
  );
}
