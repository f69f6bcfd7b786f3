import { createRoute } from '@hono/zod-openapi';
import { API_KEY_SCHEME } from '../../../http/document.ts';
import { respondJson } from '../../../http/respond.ts';
import { responses } from '../../../http/responses.ts';
import { type App, addRoute } from '../../../http/route.ts';
import { checkQuery } from '../../../http/validation.ts';
import { listRails, railsInput, railsOutput } from '../rails.ts';
import { callingOf, type HttpSurface } from './surface.ts';

const readRailsRoute = createRoute({
  method: 'get',
  path: '/api/agent/rails',
  tags: ['checkout'],
  security: [{ [API_KEY_SCHEME]: [] }],
  summary: 'See on which rails can be paid',
  description:
    'Those of a seller, or of the platform when none is named: then also the one on which the platform pays itself, at merchants elsewhere.',
  request: { query: railsInput },
  responses: responses(200, 'The rails.', railsOutput),
});

/** What can be paid on. */
export function addRails(app: App, surface: HttpSurface): void {
  addRoute(app, { ...readRailsRoute, guards: surface.guards.read }, async (c) =>
    respondJson(
      c,
      await listRails(surface, callingOf(c), {
        ...checkQuery(railsInput, c.req.query()),
        steps: surface.steps,
      }),
    ),
  );
}
