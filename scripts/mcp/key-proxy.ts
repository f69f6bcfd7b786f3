import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A door to a server that shows the API key for whoever comes. All else goes through as it is, `Host` too. */
export interface KeyProxy {
  readonly address: string;
  stop(): Promise<void>;
}

export async function openKeyProxy(server: string, apiKey: string): Promise<KeyProxy> {
  const proxy = createServer((incoming, outgoing) => pass(incoming, outgoing, { server, apiKey }));
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    async stop() {
      proxy.close();
      proxy.closeAllConnections();
      await once(proxy, 'close');
    },
  };
}

function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { server, apiKey }: { readonly server: string; readonly apiKey: string },
): void {
  const { method, url = '/', headers } = incoming;
  const onward = request(
    new URL(url, server),
    { method, headers: { ...headers, authorization: `Bearer ${apiKey}` } },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}
