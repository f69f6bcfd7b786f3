import { respondText } from './respond.ts';
import type { App } from './route.ts';

/** Name of the security scheme that routes with an API key refer to. */
export const API_KEY_SCHEME = 'apiKey';

/** `/openapi.json`: every route added so far and later, as OpenAPI 3.1. Made on the first request. */
export function addDocument(app: App, baseUrl: string): void {
  app.openAPIRegistry.registerComponent('securitySchemes', API_KEY_SCHEME, {
    type: 'http',
    scheme: 'bearer',
    description:
      'An API key, kfa_…. It can also be sent as X-API-Key, and Authorization may list a payment beside it.',
  });
  const write = (): string =>
    JSON.stringify(
      app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: {
          title: 'Railyard reference server',
          version: '0.0.0',
          description: 'Carts and checkout for agents, paid on any rail, exactly once.',
        },
        servers: [{ url: baseUrl }],
      }),
    );
  let text: string | undefined;
  app.get('/openapi.json', (c) => {
    c.env.route = '/openapi.json';
    text ??= write();
    return respondText(c, text, { status: 200, headers: { 'content-type': 'application/json' } });
  });
}
