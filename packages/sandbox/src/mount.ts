import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';

/** Gives a route the connection it answers on. */
export interface OnNode {
  Bindings: HttpBindings;
}

/** Routes that answer in JSON, errors too. `failure` is what is said of an error of our own. */
export function openMount(failure: string): Hono<OnNode> {
  const app = new Hono<OnNode>();
  app.notFound((c) => c.json({ error: 'Not found.' }, 404));
  app.onError((error, c) => {
    if (error instanceof HTTPException) return c.json({ error: error.message }, error.status);
    report(error);
    return c.json({ error: failure }, 500);
  });
  return app;
}

/** Writes to the sandbox's log. Further lines of the message can hold a signed authorization. */
export function report(error: unknown): void {
  console.error(error instanceof Error ? error.message.split('\n')[0] : 'An error without a message.');
}

/** Refuses what is not sent as JSON: any web page can send that without being asked who it is. */
export const onlyJson: MiddlewareHandler<OnNode> = async (c, next) => {
  if (c.req.method !== 'GET' && !isJson(c))
    throw new HTTPException(415, { message: 'The content type must be application/json.' });
  await next();
};

function isJson(c: Context): boolean {
  return /^application\/json\s*(;|$)/i.test(c.req.header('content-type') ?? '');
}
