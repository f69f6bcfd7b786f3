import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** Listens on 127.0.0.1 and says on which port; null means a free one. */
export async function listen(server: Server, port: number | null): Promise<number> {
  server.listen(port ?? 0, '127.0.0.1');
  await once(server, 'listening').catch((cause: unknown) => {
    throw new Error(`Port ${port} of 127.0.0.1 cannot be used. Give another one, or none for a free one.`, {
      cause,
    });
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('No free port on 127.0.0.1.');
  return address.port;
}

/** The port that was asked for, or any (null), once nobody listens there. */
export async function freePort(port: number | null): Promise<number> {
  const server = createServer();
  const free = await listen(server, port);
  server.close();
  await once(server, 'close');
  return free;
}
