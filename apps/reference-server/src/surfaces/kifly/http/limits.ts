import { createRoute } from '@hono/zod-openapi';
import { API_KEY_SCHEME } from '../../../http/document.ts';
import { respondJson } from '../../../http/respond.ts';
import { responses } from '../../../http/responses.ts';
import { type App, addRoute } from '../../../http/route.ts';
import { limitsOutput, readLimits } from '../limits.ts';
import type { HttpSurface } from './surface.ts';

const readLimitsRoute = createRoute({
  method: 'get',
  path: '/api/agent/limits',
  tags: ['checkout'],
  security: [{ [API_KEY_SCHEME]: [] }],
  summary: 'Read the limits of the platform',
  description: 'The operator may change them at any time.',
  responses: responses(200, 'The limits.', limitsOutput),
});

/** Reading the platform's caps. */
export function addLimits(app: App, surface: HttpSurface): void {
  addRoute(app, { ...readLimitsRoute, guards: surface.guards.read }, async (c) =>
    respondJson(c, await readLimits(surface)),
  );
}
