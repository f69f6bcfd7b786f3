import { type Awaitable, isRailError } from '@railyard/core';
import { publicError } from '@railyard/core/http';
import type { Context } from 'hono';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { LogLevel } from '../config.ts';
import type { Environment } from './environment.ts';
import { readableError } from './readable-error.ts';

const SECRET_NAMES: ReadonlySet<string> = new Set([
  'authorization',
  'x-api-key',
  'x-payment',
  'payment-signature',
  'payment-response',
  'payment-authorization',
  'payment-receipt',
  'stripe-signature',
  'idempotency-key',
  'cookie',
  'set-cookie',
  'email',
  'x-buyer-token',
  'buyer_token',
  'auth_token',
  'customer-token',
  'customer_token',
  'customerToken',
  'token',
  'api_key',
  'apiKey',
  'private_key',
  'privateKey',
  'signature',
  'credential',
  'sealed',
  'number',
  'card_number',
  'cardNumber',
  'pan',
  'cvc',
  'cvv',
]);

const CENSORED = '[redacted]';
const MAX_DEPTH = 5;

/** A logger of JSON lines. Bodies and headers are never given to it; should they be, these members are cut out. */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    timestamp: createTimestamp(),
    // pino's own redaction, with as many paths, takes 25 µs a line.
    formatters: { log: withoutSecrets },
    serializers: { err: readableError },
  };
  return pino(options, destination ?? gathered(pino.destination({ sync: true })));
}

/** The time of a line as pino wants it, made once for all lines of a millisecond. */
function createTimestamp(): () => string {
  let at = 0;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== at) text = `,"time":"${new Date(now).toISOString()}"`;
    at = now;
    return text;
  };
}

/** Writes the lines of one turn of the event loop together: a write costs more than all else about a line. */
function gathered(destination: DestinationStream): DestinationStream {
  let lines = '';
  function flush(): void {
    if (lines !== '') destination.write(lines);
    lines = '';
  }
  process.once('exit', flush);
  return {
    write(line) {
      if (lines === '') setImmediate(flush);
      lines += line;
    },
  };
}

function withoutSecrets(members: object, depth = 0): Record<string, unknown> {
  const told: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(members)) {
    told[name] = SECRET_NAMES.has(name) ? CENSORED : readable(value, depth);
  }
  return told;
}

function readable(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error) return value;
  if (depth === MAX_DEPTH) return CENSORED;
  return Array.isArray(value)
    ? value.map((one) => readable(one, depth + 1))
    : withoutSecrets(value, depth + 1);
}

/** Answers requests, and logs one line about each. */
export function logRequests(
  log: Logger,
  answer: (request: Request, environment: Environment['Bindings']) => Awaitable<Response>,
): (request: Request, environment: Environment['Bindings']) => Promise<Response> {
  // Nothing in this line can be a secret, and to look for one costs as much as the rest of it.
  const lines = log.child({}, { formatters: { log: (members) => members } });
  return async (request, environment) => {
    const began = performance.now();
    const response = await answer(request, environment);
    const { status } = response;
    lines[status >= 500 ? 'warn' : 'info'](
      {
        request_id: environment.requestId,
        method: request.method,
        route: environment.route,
        status,
        duration_ms: Math.round((performance.now() - began) * 10) / 10,
      },
      'A request was answered.',
    );
    return response;
  };
}

/** Logs an error of ours that the client is told only a part of: one without a cause has said all. */
export function logError(log: Logger, c: Context<Environment>, err: unknown): void {
  const { code, status } = publicError(err);
  if (status < 500 || (code !== 'internal' && isRailError(err) && err.cause === undefined)) return;
  log.error({ request_id: c.env.requestId, route: c.env.route, err }, 'A request failed.');
}
