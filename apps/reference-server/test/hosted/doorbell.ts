import type { Gateway } from '../yard.ts';

/** What becomes of the webhooks that the providers send. */
export type Bell = 'rings' | 'is off' | 'rings three times at once';

/** The webhooks of a server, as a test wants them. */
export interface Doorbell {
  bell: Bell;
  readonly gateway: Gateway;
  /** How many have come of an attempt to pay, whatever became of them. */
  timesHeard(attempt: string): number;
}

export function doorbell(): Doorbell {
  const heard: string[] = [];
  const door: Doorbell = {
    bell: 'rings',
    timesHeard: (attempt) => heard.filter((body) => body.includes(attempt)).length,
    gateway: (pass) => async (request, connection) => {
      if (!new URL(request.url).pathname.startsWith('/webhooks/')) return pass(request, connection);
      heard.push(await request.clone().text());
      switch (door.bell) {
        case 'rings':
          return pass(request, connection);
        case 'is off':
          return Response.json({ received: true });
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
