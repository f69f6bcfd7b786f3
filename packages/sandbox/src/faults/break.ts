import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { OnNode } from '../mount.ts';
import type { Broken } from './kinds.ts';

/** Ends a call without the answer that it should have. A stall ends when the caller hangs up. */
export async function breakOff(c: Context<OnNode>, broken: Broken): Promise<Response> {
  switch (broken.fault) {
    case 'cut':
      c.env.incoming.socket.destroy();
      return RESPONSE_ALREADY_SENT;
    case 'stall':
      await hungUp(c);
      return RESPONSE_ALREADY_SENT;
    case 'bad_gateway':
      return c.html('<html><head><title>502 Bad Gateway</title></head></html>', 502);
    case 'html':
      return c.html('<!doctype html><title>Welcome</title>');
    case 'truncated':
      return c.body('{"success":tr', 200, { 'content-type': 'application/json' });
    case 'status':
      return c.json({ error: 'The sandbox was told to say so.' }, broken.status as ContentfulStatusCode);
  }
}

async function hungUp({ env: { outgoing } }: Context<OnNode>): Promise<void> {
  if (outgoing.destroyed) return;
  await new Promise((resolve) => outgoing.once('close', resolve));
}
