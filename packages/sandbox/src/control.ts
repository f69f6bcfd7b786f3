import { timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { Owners } from './owners.ts';
import type { SandboxFacts } from './sandbox.ts';

/** How other processes hold and release this sandbox. Only who can read its folder has the token. */
export function createControl(owners: Owners, token: string, facts: SandboxFacts): Hono {
  const app = new Hono();
  app.use(async (c, next) => {
    if (!isSame(c.req.header('authorization') ?? '', `Bearer ${token}`))
      return c.json({ error: 'Not found.' }, 404);
    return next();
  });
  app.put('/:hold', async (c) => {
    const { pid } = await c.req.json<{ pid?: unknown }>();
    const held = typeof pid === 'number' && owners.hold(c.req.param('hold'), pid);
    return held ? c.json(facts) : c.json({ error: 'That process is gone, or the sandbox is ending.' }, 409);
  });
  app.delete('/:hold', (c) => c.json({ left: owners.release(c.req.param('hold')) }));
  return app;
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
