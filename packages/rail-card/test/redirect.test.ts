import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { HOST } from './merchant.ts';
import { mount } from './mount.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** A server on this machine, at an origin of its own. */
async function serverThat(answers: RequestListener): Promise<string> {
  const server = createServer(answers);
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

it.each([301, 302, 303, 307, 308])(
  'S3.12 a card goes nowhere else where a merchant answers %d: nobody can tell what became of the order',
  async (status) => {
    const asked: (string | undefined)[] = [];
    const elsewhere = await serverThat(({ method }, response) => {
      asked.push(`${method} elsewhere`);
      response.end('{}');
    });
    const merchant = await serverThat(({ method }, response) => {
      asked.push(method);
      response.writeHead(status, { location: elsewhere }).end();
    });
    const { settle, context } = mount();
    const send: typeof context.fetch = async (input, init) => {
      const { host, pathname } = new URL(input instanceof Request ? input.url : input);
      return host === HOST ? fetch(`${merchant}${pathname}`, init) : context.fetch(input, init);
    };

    const unclear = { state: 'unknown', reason: 'merchant_silent' };
    expect(await settle({ fetch: send })).toEqual(unclear);
    expect(await settle({ fetch: send, first: false })).toEqual(unclear);
    expect(asked).toEqual(['POST', 'GET']);
  },
);
