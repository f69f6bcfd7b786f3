import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';

/** The time of all processes of a world, which runs ahead of the machine's. */
export interface WorldClock {
  /** Lets so many milliseconds pass at once. */
  step(ms: number): void;
  close(): void;
}

/** What a process has to be started with to live by the clock in a file, which is made here. */
export function livingBy(file: string): {
  readonly NODE_OPTIONS: string;
  readonly RAILYARD_WORLD_CLOCK: string;
} {
  writeFileSync(file, digitsOf(0));
  const preload = new URL('./world-clock.ts', import.meta.url);
  return { NODE_OPTIONS: `--import=${preload.href}`, RAILYARD_WORLD_CLOCK: file };
}

/** Takes hold of the clock in a file, which nobody has moved. */
export function openClock(file: string): WorldClock {
  const clock = openSync(file, 'r+');
  let ahead = 0;
  return {
    step(ms) {
      ahead += ms;
      writeSync(clock, digitsOf(ahead), 0);
    },
    close: () => closeSync(clock),
  };
}

function digitsOf(ms: number): string {
  return String(ms).padStart(16, '0');
}
