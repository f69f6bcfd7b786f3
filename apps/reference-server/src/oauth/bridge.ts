import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Awaitable } from '@railyard/core';
import type { Context } from 'hono';
import inject from 'light-my-request';
import type { Environment } from '../http/environment.ts';

/** What answers a request in Node's own way. */
export type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => Awaitable<void>;

/** What a listener is sent beside the headers that it may see. */
export interface Sent {
  readonly method?: string;
  /** With its query. */
  readonly path: string;
  readonly body?: Uint8Array | string;
}

/** Has listeners for Node answer requests of this server, whichever way those came. */
export interface Bridge {
  answer(c: Context<Environment>, sent: Sent, listener: Listener): Promise<Response>;
  /** What a function finds out that needs a request and an answer of Node's. */
  ask<T>(c: Context<Environment>, use: (...nodes: Parameters<Listener>) => Promise<T>): Promise<T>;
}

/** All others are between the client and whoever took the connection. */
const PASSED = ['accept', 'authorization', 'content-type', 'cookie'] as const;

/** A bridge to listeners that take the server to be at `baseUrl`, whatever a client says of it. */
export function bridgeAt(baseUrl: string): Bridge {
  const { host, protocol, pathname } = new URL(baseUrl);
  const mount = pathname.replace(/\/$/, '');

  function send(c: Context<Environment>, sent: Sent, listener: Listener): Promise<inject.Response> {
    const { method = 'GET', path: url, body } = sent;
    const headers = { ...headersOf(c), host };
    const payload = body === undefined ? {} : { payload: Buffer.from(body) };
    return new Promise((resolve, reject) => {
      const dispatch = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
        Object.assign(incoming.socket, { encrypted: protocol === 'https:' });
        Object.assign(incoming, { originalUrl: `${mount}${url}` });
        Promise.resolve(listener(incoming, outgoing)).catch(reject);
      };
      inject(dispatch, { method, url, headers, ...payload }, (error, response) =>
        response ? resolve(response) : reject(error),
      );
    });
  }

  return {
    async answer(c, sent, listener) {
      const { statusCode, headers, rawPayload } = await send(c, sent, listener);
      const body = rawPayload.length > 0 ? new Uint8Array(rawPayload) : null;
      return new Response(body, { status: statusCode, headers: headersFrom(headers, c.env.requestId) });
    },
    async ask(c, use) {
      const outcomes: PromiseSettledResult<Awaited<ReturnType<typeof use>>>[] = [];
      await send(c, { path: c.req.path }, async (...nodes) => {
        outcomes.push(...(await Promise.allSettled([use(...nodes)])));
        nodes[1].end();
      });
      const [outcome] = outcomes;
      if (outcome?.status === 'fulfilled') return outcome.value;
      throw outcome?.reason;
    },
  };
}

function headersOf(c: Context<Environment>): Record<string, string> {
  return Object.fromEntries(
    PASSED.flatMap((name) => {
      const value = c.env.headers[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

function headersFrom(sent: inject.Response['headers'], requestId: string): Headers {
  const headers = new Headers({ 'x-request-id': requestId });
  for (const [name, value] of Object.entries(sent)) {
    if (name === 'connection' || name === 'transfer-encoding' || value === undefined) continue;
    for (const one of [value].flat()) headers.append(name, String(one));
  }
  return headers;
}
