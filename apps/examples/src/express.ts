import type { Guard } from '@railyard/core/http';
import express, {
  type Express,
  type Request as ExpressRequest,
  type Response as ExpressResponse,
} from 'express';
import { report } from './shop.ts';

/** Bodies are read as bytes here; behind `express.json()` pass `JSON.stringify(request.body)`. */
export function expressExample(sell: Guard): Express {
  const app = express();
  app.get('/report', express.raw({ type: '*/*' }), async (request, response) => {
    await send(await sell(webRequest(request), () => Response.json(report())), response);
  });
  return app;
}

const READING = new Set(['GET', 'HEAD']);

/** What Express has read, as the web's own request. */
function webRequest({ protocol, host, originalUrl, method, headers, body }: ExpressRequest): Request {
  const bytes: unknown = body;
  return new Request(`${protocol}://${host}${originalUrl}`, {
    method,
    headers: Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    ),
    // A web request that reads has no body.
    ...(!READING.has(method) && bytes instanceof Uint8Array && { body: new Uint8Array(bytes) }),
  });
}

async function send(answer: Response, response: ExpressResponse): Promise<void> {
  response.status(answer.status).setHeaders(answer.headers);
  response.send(Buffer.from(await answer.arrayBuffer()));
}
