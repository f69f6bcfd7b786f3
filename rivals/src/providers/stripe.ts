import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Fault, Provider } from './provider.ts';
import { type ApiAnswer, type StripeAccount, stripeAccount } from './stripe-account.ts';

/** Also who lends: it issues the tokens that are charged. */
export interface Stripe extends Provider {
  readonly issue: StripeAccount['issue'];
}

const NO_FALSE_FAILURE = 'the status of a PaymentIntent is that of its charge, so Stripe has no such answer';

/** As much of Stripe's API over HTTP as a charge with a shared payment token takes. */
export async function openStripe(): Promise<Stripe> {
  const account = stripeAccount();
  let fault: Fault | null = null;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const told = fault;
    fault = null;
    const body = await text(request);
    if (told === 'cut_before') return void response.socket?.destroy();
    const key = String(request.headers['idempotency-key']);
    answer(response, await account.charge(key, body, told), told);
  };
  const server = createServer((request, response) => void serve(request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    facts: { providerUrl: `http://127.0.0.1:${port}`, rpcUrl: '', payTo: '0x' },
    unsuited: (asked) => (asked === 'false_failure' ? NO_FALSE_FAILURE : null),
    issue: (amount, wallet) => account.issue(amount, wallet),
    complete: async () => account.complete(),
    charged: async () => account.charged().length,
    isSpent: async (spt) => account.charged().includes(spt),
    break: async (asked) => {
      fault = asked;
    },
    reset: async () => {
      fault = null;
    },
    stop: async () => server.close().closeAllConnections(),
  };
}

function answer(response: ServerResponse, { status, body, replayed }: ApiAnswer, told: Fault | null): void {
  if (told === 'silent') return;
  if (told === 'cut_after') return void response.socket?.destroy();
  if (told === 'bad_gateway') {
    return void response.writeHead(502, { 'content-type': 'text/html' }).end('<html>502</html>');
  }
  const headers = {
    'content-type': 'application/json',
    'request-id': `req_${randomUUID()}`,
    ...(replayed && { 'idempotent-replayed': 'true' }),
  };
  response.writeHead(status, headers).end(JSON.stringify(body));
}
