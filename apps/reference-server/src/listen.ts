import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { RailError } from '@railyard/core';
import { httpProblem } from './http/problem.ts';
import type { Server } from './server.ts';

/** A server that takes connections. */
export interface Listener {
  /** Takes no new connection; resolves when the last request is answered, or when `patience` milliseconds are over. */
  close(patience: number): Promise<void>;
}

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** How long a client may take to send a request, in milliseconds: 15,000. */
  readonly requestTimeout?: number;
  /** And its headers: 10,000. */
  readonly headersTimeout?: number;
}

/** Serves on this address. Throws `configuration` when it cannot be had. */
export async function listen(
  server: Pick<Server, 'fetch'>,
  { host, port, requestTimeout = 15_000, headersTimeout = 10_000 }: ListenOptions,
): Promise<Listener> {
  const answer = getRequestListener(server.fetch, {
    errorHandler: () => badRequest(),
  });
  const http = createServer(
    {
      requestTimeout,
      headersTimeout,
      joinDuplicateHeaders: true, // as `Headers` shows them
      // How often Node looks for connections past their time; its default is 30 s.
      connectionsCheckingInterval: Math.min(headersTimeout, 1_000),
    },
    (incoming, outgoing) => void answer(incoming, outgoing),
  );
  http.listen(port, host);
  await once(http, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw unusable(host, port, error);
  });
  return { close: (patience) => close(http, patience) };
}

async function close(http: HttpServer, patience: number): Promise<void> {
  const closed = once(http, 'close').then(() => true);
  http.close();
  const end = performance.now() + patience;
  while (performance.now() < end) {
    // A connection that is kept open for more requests would hold the server up.
    http.closeIdleConnections();
    if (await Promise.race([closed, delay(50, false)])) return;
  }
  http.closeAllConnections();
  await closed;
}

/** For what is no request at all, such as one without a valid `Host`. */
function badRequest(): Response {
  const { status, headers, body } = httpProblem(400, {
    code: 'bad_request',
    title: 'The request cannot be read',
    message: 'The request is not valid HTTP.',
  });
  return new Response(JSON.stringify(body), { status, headers: { ...headers } });
}

function unusable(host: string, port: number, cause: NodeJS.ErrnoException): RailError {
  const sentence =
    cause.code === 'EADDRINUSE'
      ? `Port ${port} of ${host} is taken. Stop what runs there, or set PORT to another one.`
      : `The server cannot listen on ${host}:${port} (${cause.code}). Set HOST and PORT to an address of this machine.`;
  return new RailError('configuration', sentence, { cause });
}
