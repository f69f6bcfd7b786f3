import type { Guard } from '@railyard/core/http';
import { report } from './shop.ts';

/** For any runtime that serves with a fetch handler: Node, Deno, Bun, Workers. */
export function fetchExample(sell: Guard): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    return pathname === '/report'
      ? sell(request, () => Response.json(report()))
      : new Response('Not found.', { status: 404 });
  };
}
