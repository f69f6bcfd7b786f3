import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { breakOff } from '../faults/break.ts';
import { type OnNode, openMount } from '../mount.ts';
import { responseOf } from './answer.ts';
import type { OpenStripe } from './local.ts';

const BODY_BYTES = 256 * 1024;

/** Stripe's API, under `/v1` as the official clients want it. */
export function createStripeRoutes({ serve }: Pick<OpenStripe, 'serve'>): Hono<OnNode> {
  const app = openMount('The local Stripe could not do that.');
  app.use(
    bodyLimit({ maxSize: BODY_BYTES, onError: (c) => c.json({ error: { message: 'Too large.' } }, 413) }),
  );
  app.all('*', async (c) => {
    const served = await serve(c.req.raw);
    return typeof served === 'string' ? breakOff(c, { fault: served }) : responseOf(served);
  });
  return app;
}
