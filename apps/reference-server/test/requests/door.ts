import { Agent } from 'node:http';
import getPort from 'get-port';
import { listen } from '../../src/listen.ts';
import type { Server } from '../../src/server.ts';
import { type Answer, type Sending, sender } from './send.ts';

const NOBODY: Server['fetch'] = async () => new Response(null, { status: 503 });

/** An address of this machine, behind which one server after the other stands. */
export interface Door {
  /** From now on this one answers. */
  open(fetch: Server['fetch']): void;
  send(sending: Sending): Promise<Answer>;
  close(): Promise<void>;
}

export async function openDoor(): Promise<Door> {
  const port = await getPort();
  let answering = NOBODY;
  const fetch: Server['fetch'] = (request, connection) => answering(request, connection);
  const listener = await listen({ fetch }, { host: '127.0.0.1', port });
  const agent = new Agent({ keepAlive: true });
  return {
    open(server) {
      answering = server;
    },
    send: sender(port, agent),
    async close() {
      agent.destroy();
      await listener.close(1_000);
    },
  };
}
