import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RailRequest } from '@railyard/core';
import type { Caller } from '../keys.ts';
import type { Quote } from '../quotes.ts';

/** The request as Node has it, when it came over a connection. */
export interface Connection {
  readonly incoming?: Pick<IncomingMessage, 'headers'> &
    Partial<Pick<IncomingMessage, 'complete' | 'read' | 'readableDidRead' | 'readableFlowing'>> & {
      readonly socket?: Pick<IncomingMessage['socket'], 'remoteAddress'>;
    };
}

/** What a route knows of its request beside the request itself. */
export interface Environment {
  Bindings: {
    readonly requestId: string;
    readonly headers: RailRequest['headers'];
    /** Where the request came from, if over a connection. */
    readonly address: () => string | undefined;
    /** The body, where all of it has come before anybody asks: null elsewhere. To be asked once. */
    readonly arrived: () => Uint8Array | null;
    /** The path of the route that answers, as the log names it. */
    route: string;
  };
  /** What guards leave for the routes. */
  Variables: {
    /** Set on routes that ask for an API key. */
    caller: Caller;
    /** Set where nobody vouches for the caller but the payment. */
    bearer?: boolean;
    /** What a bare token was quoted. */
    quote?: Quote;
    /** The id of the cart that is to be paid. Set where a body or an address names it. */
    cart?: string;
    /** Set on routes that change something. */
    idempotencyKey: string;
    /** The request body as it came. Set on routes that change something. */
    body: Uint8Array;
  };
}

/** A request that has just come. */
export function environmentOf(request: Request, { incoming }: Connection): Environment['Bindings'] {
  return {
    requestId: randomUUID(),
    headers: headersOf(request, incoming),
    address: () => incoming?.socket?.remoteAddress,
    arrived: () => arrivedIn(incoming),
    route: '/*',
  };
}

const NOTHING = new Uint8Array();

/** To take what has come costs a fraction of listening for it, and makes nobody wait for another turn. */
function arrivedIn(incoming: Connection['incoming']): Uint8Array | null {
  // Whoever is in front, and reads the request as well, has left nothing here.
  if (!incoming?.complete || incoming.readableDidRead || incoming.readableFlowing !== null) return null;
  const bytes = incoming.read?.() as Buffer | null;
  // A copy: a `Buffer` is a part of memory that other requests have, too.
  return bytes ? new Uint8Array(bytes) : NOTHING;
}

/**
 * What Node has read already spares reading `Headers`, and is the same but for `set-cookie`, which Node keeps as a
 * list.
 */
function headersOf(request: Request, incoming: Connection['incoming']): RailRequest['headers'] {
  if (!incoming || incoming.headers['set-cookie']) return Object.fromEntries(request.headers);
  return incoming.headers as RailRequest['headers'];
}
