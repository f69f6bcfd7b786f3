import type { Guard } from '@railyard/core/http';
import { Hono } from 'hono';
import { report } from './shop.ts';

export function honoExample(sell: Guard): Hono {
  const app = new Hono();
  app.get('/report', (c) => sell(c.req.raw, () => c.json(report())));
  return app;
}
