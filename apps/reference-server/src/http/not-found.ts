import type { OpenAPIHono } from '@hono/zod-openapi';
import { RailError } from '@railyard/core';
import type { Environment } from './environment.ts';
import { httpProblem, problemResponse } from './problem.ts';

/** Answers what no route does: 405 with `Allow` where another method would do, else 404. Call it after all routes. */
export function refuseTheRest(app: OpenAPIHono<Environment>): void {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method === 'ALL') continue;
    methods.set(path, (methods.get(path) ?? new Set()).add(method));
  }
  for (const [path, allowed] of methods) {
    const allow = [...allowed, ...(allowed.has('GET') ? ['HEAD'] : [])].join(', ');
    app.all(path, () =>
      httpProblem(
        405,
        {
          code: 'method_not_allowed',
          title: 'The method is not allowed here',
          message: `Use one of these methods here: ${allow}.`,
        },
        { allow },
      ),
    );
  }
  app.notFound(() => problemResponse(new RailError('not_found', 'There is no such page here.')));
}
