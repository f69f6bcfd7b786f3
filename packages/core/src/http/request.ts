import type { RailRequest } from '../rail.ts';

/** What a rail may read of an HTTP request. The body is passed apart, because reading it is the server's business. */
export function railRequest(request: Request, body: Uint8Array): RailRequest {
  return {
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(request.headers),
    meta: {},
    body,
  };
}
