import type { Gateway } from '../yard.ts';

/** What becomes of the webhooks that the providers send. */
export type Bell = 'rings' | 'is off' | 'rings three times at once';

/** The webhooks of a server, as a test wants them, and how many have come. */
export interface Doorbell {
  bell: Bell;
  heard: number;
  readonly gateway: Gateway;
}

export function doorbell(): Doorbell {
  const door: Doorbell = {
    bell: 'rings',
    heard: 0,
    gateway: (pass) => (request, connection) => {
      if (!new URL(request.url).pathname.startsWith('/webhooks/')) return pass(request, connection);
      door.heard += 1;
      switch (door.bell) {
        case 'rings':
          return pass(request, connection);
        case 'is off':
          return Promise.resolve(Response.json({ received: true }));
        case 'rings three times at once':
          return thrice(pass, request, connection);
      }
    },
  };
  return door;
}

async function thrice(
  pass: ReturnType<Gateway>,
  request: Request,
  connection: Parameters<ReturnType<Gateway>>[1],
): Promise<Response> {
  const body = await request.arrayBuffer();
  const { url, method, headers } = request;
  const answers = await Promise.all(
    [1, 2, 3].map(() => pass(new Request(url, { method, headers, body }), connection)),
  );
  return answers.find(({ ok }) => !ok) ?? (answers[0] as Response);
}
