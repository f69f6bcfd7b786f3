import type { IncomingMessage } from 'node:http';
import type { ApiKey } from '../keys.ts';

/** What guards leave for the routes. */
export interface Environment {
  /** The request as Node has it, when it came over a connection. */
  Bindings: { readonly incoming?: Pick<IncomingMessage, 'rawHeaders'> };
  Variables: {
    requestId: string;
    /** Set on routes that ask for an API key. */
    caller: ApiKey;
    /** Set on routes that change something. */
    idempotencyKey: string;
    /** The request body as it came. Set on routes that change something. */
    body: Uint8Array;
  };
}
