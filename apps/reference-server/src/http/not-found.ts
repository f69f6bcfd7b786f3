import { RailError } from '@railyard/core';
import { problemAnswer } from '@railyard/core/http';
import { Hono } from 'hono';
import type { Environment } from './environment.ts';
import { httpProblem } from './problem.ts';
import { respond } from './respond.ts';
import type { App } from './route.ts';

/** Answers what no route does: 405 with `Allow` where another method would do, else 404. Call it after all routes. */
export function refuseTheRest(app: App): void {
  const rest = new Hono<Environment>();
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method === 'ALL') continue;
    methods.set(path, (methods.get(path) ?? new Set()).add(method));
  }
  for (const [path, allowed] of methods) {
    const allow = [...allowed, ...(allowed.has('GET') ? ['HEAD'] : [])].join(', ');
    const refusal = httpProblem(
      405,
      {
        code: 'method_not_allowed',
        title: 'The method is not allowed here',
        message: `Use one of these methods here: ${allow}.`,
        extras: { next_action: 'See /openapi.json for the calls that there are.' },
      },
      { allow },
    );
    rest.all(path, (c) => {
      c.env.route = path;
      return respond(c, refusal);
    });
  }
  rest.notFound((c) => respond(c, problemAnswer(nowhere())));
  // Not a handler of the same paths: a route that stands alone is answered without a chain of handlers.
  app.notFound((c) => rest.fetch(c.req.raw, c.env));
}

function nowhere(): RailError {
  const nextAction = 'See /llms.txt for what there is.';
  return new RailError('not_found', 'There is no such page here.', { nextAction });
}
