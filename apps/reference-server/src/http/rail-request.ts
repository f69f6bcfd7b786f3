import type { RailRequest } from '@railyard/core';
import { railRequest } from '@railyard/core/http';
import type { Context } from 'hono';
import type { Environment } from './environment.ts';

/** What a rail may read of a request. The list of headers that Node has is many times cheaper to read than `Headers`. */
export function railRequestOf(c: Context<Environment>): RailRequest {
  const body = c.get('body');
  const { incoming } = c.env;
  return incoming
    ? { method: c.req.method, url: c.req.url, headers: joined(incoming.rawHeaders), meta: {}, body }
    : railRequest(c.req.raw, body);
}

/** A list of names and values in turn as `Headers` would show it: a name that comes again has all its values. */
function joined(list: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < list.length; at += 2) {
    const name = String(list[at]).toLowerCase();
    const before = headers[name];
    headers[name] = before === undefined ? String(list[at + 1]) : `${before}, ${list[at + 1]}`;
  }
  return headers;
}
