import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { breakOff } from '../faults/break.ts';
import { type OnNode, openMount } from '../mount.ts';
import { type Answering, responseOf } from './answer.ts';

const BODY_BYTES = 256 * 1024;
const FORM_BYTES = 16 * 1024;

/** A provider's API. `tooLarge` is what it says of a body that is. */
export function createApiRoutes(
  name: string,
  { serve }: Pick<Answering, 'serve'>,
  tooLarge: object,
): Hono<OnNode> {
  const app = openMount(`The local ${name} could not do that.`);
  app.use(bodyLimit({ maxSize: BODY_BYTES, onError: (c) => c.json(tooLarge, 413) }));
  app.all('*', async (c) => {
    const served = await serve(c.req.raw);
    return typeof served === 'string' ? breakOff(c, { fault: served }) : responseOf(served);
  });
  return app;
}

/** A provider's payment pages, at a path. */
export function createPageRoutes(name: string, { page }: Answering, path: string): Hono<OnNode> {
  const app = openMount(`The local ${name} could not do that.`);
  app.use(bodyLimit({ maxSize: FORM_BYTES }));
  app.on(['GET', 'POST'], path, (c) => page(c.req.raw));
  return app;
}
