import type { Machine } from './machine.ts';

interface Bounds {
  /** A folder whose lock is held meanwhile; the kernel frees it with the process, however that ends. */
  readonly lock: string;
  /** How long it may take, the wait for others included. */
  readonly seconds: number;
}

/** Runs a command while no other process of ours runs it. Throws when it fails or takes too long. */
export function oneAtATime(
  machine: Machine,
  { lock, seconds }: Bounds,
  command: readonly string[],
): Promise<void> {
  return machine.run('timeout', ['-k', '10', String(seconds), 'flock', lock, ...command]);
}
