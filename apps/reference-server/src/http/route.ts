import type { OpenAPIHono, RouteConfig, z } from '@hono/zod-openapi';
import type { Awaitable } from '@railyard/core';
import type { Context } from 'hono';
import { readJson } from './body.ts';
import type { Environment } from './environment.ts';
import { checkBody, checkParams } from './validation.ts';

export type App = OpenAPIHono<Environment>;

/** What a request passes before it is handled: throws what it refuses, and leaves what it read in the context. */
export type Guard = (c: Context<Environment>) => Awaitable<void>;

/** A route as the document describes it, and what guards it. Headers are the business of its guards. */
export interface Route<P extends z.ZodObject, B extends z.ZodType> extends Omit<RouteConfig, 'request'> {
  readonly request?: {
    readonly params?: P;
    readonly headers?: z.ZodObject;
    /** For the document. Whoever handles the request reads it. */
    readonly query?: z.ZodObject;
    readonly body?: { readonly required: boolean; readonly content: JsonContent<B> };
  };
  readonly guards?: readonly Guard[];
}

type JsonContent<B extends z.ZodType> = { readonly 'application/json': { readonly schema: B } };

/** The parts of a request as the route's schemas make them. */
export interface Input<P extends z.ZodObject, B extends z.ZodType> {
  readonly params: z.output<P>;
  readonly body: z.output<B>;
}

/** Adds a route to the document and to the server: its guards, then its schemas, then its handler. */
export function addRoute<P extends z.ZodObject, B extends z.ZodType>(
  app: App,
  { guards = [], ...route }: Route<P, B>,
  handle: (c: Context<Environment>, input: Input<P, B>) => Awaitable<Response>,
): void {
  app.openAPIRegistry.registerPath(route);
  const params = route.request?.params;
  const body = route.request?.body?.content['application/json'].schema;

  // One handler: as middleware, each guard and each schema would cost as much again.
  const path = route.path.replaceAll(/{(\w+)}/g, ':$1');
  app.on(route.method, path, async (c) => {
    c.env.route = path;
    for (const guard of guards) {
      const passing = guard(c);
      if (passing) await passing; // most have nothing to wait for
    }
    return handle(c, {
      params: params && checkParams(params, c.req.param()),
      body: body && checkBody(body, readJson(c)),
    } as Input<P, B>);
  });
}
