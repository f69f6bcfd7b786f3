import { type Agent, request } from 'node:http';

/** A request as it goes over the wire. */
export interface Sending {
  readonly method: string;
  /** As it is sent: nobody has made `..` go away. */
  readonly path: string;
  /** In their order, also two of one name. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer | null;
}

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The type of every error body. */
export const PROBLEM = 'application/problem+json';

/** Sends requests to a server of this machine, as raw as Node lets them be. */
export function sender(port: number, agent: Agent): (sending: Sending) => Promise<Answer> {
  return ({ method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const host = headers.some(([name]) => name === 'host') ? [] : ['host', `127.0.0.1:${port}`];
      const length = body ? ['content-length', String(body.length)] : [];
      const raw = [...host, ...length, ...headers.flat()];
      const outgoing = request({ host: '127.0.0.1', port, agent, method, path, headers: raw }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const { statusCode = 0, headers: named } = incoming;
          const texts = Object.entries(named).map(([name, value]) => [name, String(value)] as const);
          resolve({
            status: statusCode,
            headers: Object.fromEntries(texts),
            text: Buffer.concat(chunks).toString(),
          });
        });
      });
      outgoing.on('error', reject);
      outgoing.end(body ?? undefined);
    });
}
