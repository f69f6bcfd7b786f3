import { writeSync } from 'node:fs';

/** The calls of the store and of providers in one payment, one after the other. */
export interface Steps {
  take<T>(name: string, run: () => Promise<T>): Promise<T>;
}

/**
 * Steps of which one is the last, such as `before 12`, or `after read cart 2`, the second of that name. There the process
 * ends by itself; or, in a payment that is `held` under a name, nothing further is done until somebody ends the process,
 * and that is told on standard output.
 */
export function stepsUntil(last: string, held: string | null): Steps {
  const taken = new Map<string, number>();
  let count = 0;
  let isOver = false;

  async function stopAt(when: string, step: number, name: string): Promise<void> {
    if (last === `${when} ${step}` || last === `${when} ${name}`) {
      if (held === null) process.kill(process.pid, 'SIGKILL');
      isOver = true;
      writeSync(1, `HELD ${held} ${when} ${name}\n`);
    }
    if (isOver) await new Promise(() => {});
  }

  return {
    async take(name, run) {
      count += 1;
      const step = count;
      const nth = (taken.get(name) ?? 0) + 1;
      taken.set(name, nth);
      writeSync(1, `STEP ${step} ${name}\n`);
      await stopAt('before', step, `${name} ${nth}`);
      const value = await run();
      await stopAt('after', step, `${name} ${nth}`);
      return value;
    },
  };
}
