import { setTimeout as sleep } from 'node:timers/promises';
import { type Folder, type Running, readRunning } from './folder.ts';
import { isAlive } from './life.ts';
import type { Sandbox, SandboxFacts } from './sandbox.ts';

const ANSWER_MS = 5000;

/** A hold as it is asked for: its id, and the process whose life it lasts. */
export interface Hold {
  readonly id: string;
  readonly pid: number;
}

/** Holds the sandbox that runs in a folder; null when none answers. Repeated: no change. */
export async function join(folder: Folder, hold: Hold): Promise<Sandbox | null> {
  const running = readRunning(folder);
  if (running === null || !isAlive(running)) return null;
  const response = await ask(running, hold, 'PUT');
  if (!response?.ok) return null;
  const facts = (await response.json()) as SandboxFacts;
  return {
    ...facts,
    stop: () => leave(running, hold),
    ended: () => untilGone(running, { every: 500, ref: false }),
  };
}

async function leave(running: Running, hold: Hold): Promise<void> {
  const response = await ask(running, hold, 'DELETE');
  if (!response?.ok) return;
  const { left } = (await response.json()) as { readonly left: number };
  if (left > 0) return;
  await untilGone(running, { every: 20, ref: true });
}

async function untilGone(running: Running, { every, ref }: { every: number; ref: boolean }): Promise<void> {
  while (isAlive(running)) await sleep(every, undefined, { ref });
}

/** Null when nothing answers there. Something else may: the endpoint of a dead sandbox can be anybody's by now. */
async function ask(running: Running, { id, pid }: Hold, method: 'PUT' | 'DELETE'): Promise<Response | null> {
  try {
    return await fetch(`${running.url}/owners/${id}`, {
      method,
      headers: { authorization: `Bearer ${running.token}`, 'content-type': 'application/json' },
      ...(method === 'PUT' && { body: JSON.stringify({ pid }) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
  } catch {
    return null;
  }
}
