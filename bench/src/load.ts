import autocannon, { type Request, type Result } from 'autocannon';

/** One request to a server. */
export interface Shot {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export const CONNECTIONS = 32;

/**
 * Sends every shot once, over 32 connections that stay open, and resolves with the seconds it took. Throws unless each
 * was answered with this status, because a server that fails is fast.
 */
export async function fire(address: string, shots: readonly Shot[], status: number): Promise<number> {
  const answers = new Map<number, number>();
  const began = performance.now();
  let ended = began;
  const rest = stayAwake();
  const { errors, timeouts } = await new Promise<Result>((resolve, reject) => {
    const run = autocannon(
      {
        url: address,
        connections: CONNECTIONS,
        amount: shots.length,
        sampleInt: 50, // it ends with a sample
        requests: [{ setupRequest: loaded(shots) }],
      },
      (error: Error | null, result) => (error ? reject(error) : resolve(result)),
    );
    run.on('response', (_, code) => {
      answers.set(code, (answers.get(code) ?? 0) + 1);
      ended = performance.now();
    });
  }).finally(rest);
  if (errors > 0 || timeouts > 0 || answers.get(status) !== shots.length) {
    const seen = [...answers].map(([code, count]) => `${count} with ${code}`).join(', ');
    throw new Error(
      `Each of ${shots.length} requests should be answered with ${status}. There were ${seen}, ${timeouts} too late and ${errors} broken.`,
    );
  }
  return (ended - began) / 1_000;
}

/** Keeps this process from sleeping: its answers would have to wake it, and the kernel charges that to the server. */
function stayAwake(): () => void {
  let turn = setImmediate(function again() {
    turn = setImmediate(again);
  });
  return () => clearImmediate(turn);
}

function loaded(shots: readonly Shot[]): (request: Request) => Request {
  const queue = shots.values();
  return (request) => {
    const { value } = queue.next();
    if (!value) throw new Error('There are more requests than shots.');
    return { ...request, ...value, headers: { ...value.headers } };
  };
}
