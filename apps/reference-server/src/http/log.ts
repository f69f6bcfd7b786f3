import { randomUUID } from 'node:crypto';
import { isRailError } from '@railyard/core';
import type { Context, MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from '../config.ts';
import type { Environment } from './environment.ts';
import { toldError } from './problem.ts';
import { readableError } from './readable-error.ts';

const SECRET_NAMES = [
  'authorization',
  'x-api-key',
  'x-payment',
  'payment-signature',
  'payment-response',
  'payment-authorization',
  'idempotency-key',
  'cookie',
  'set-cookie',
  'email',
  'api_key',
  'apiKey',
  'private_key',
  'privateKey',
  'signature',
  'credential',
  'sealed',
];

/** A logger of JSON lines. Bodies and headers are never given to it; should they be, these members are cut out. */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const paths = SECRET_NAMES.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);
  const options = {
    level,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths, censor: '[redacted]' },
    serializers: { err: readableError },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Gives each request an id, and logs one line about it when it is answered. */
export function logRequests(log: Logger): MiddlewareHandler<Environment> {
  return async (c, next) => {
    const began = performance.now();
    c.set('requestId', randomUUID());
    await next();
    c.header('x-request-id', c.get('requestId'));
    const { status } = c.res;
    log[status >= 500 ? 'warn' : 'info'](
      {
        request_id: c.get('requestId'),
        method: c.req.method,
        route: routePath(c, -1),
        status,
        duration_ms: Math.round((performance.now() - began) * 10) / 10,
      },
      'A request was answered.',
    );
  };
}

/** Logs an error of ours that the client is told only a part of: one without a cause has said all. */
export function logError(log: Logger, c: Context<Environment>, err: unknown): void {
  const { code, status } = toldError(err);
  if (status < 500 || (code !== 'internal' && isRailError(err) && err.cause === undefined)) return;
  log.error({ request_id: c.get('requestId'), route: routePath(c, -1), err }, 'A request failed.');
}
