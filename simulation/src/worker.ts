// One of the processes in which histories happen. `--mutant <name>` plants a mistake before the engine is loaded;
// `--trace` tells of each violation the least that shows it.
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Ending, Plan } from '@railyard/conformance/simulation';
import { kindOf } from './kind.ts';
import type { Done, Found, Task } from './messages.ts';
import { plant } from './plant.ts';
import { surface } from './surface.ts';

const { mutant, trace } = parseArgs({
  options: { mutant: { type: 'string' }, trace: { type: 'boolean' } },
}).values;
// What one of many workers has compiled, the others load.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/compiled'));
const checkPlanted = mutant === undefined ? null : plant(mutant);
const { everyCrash, happen, planOf, SCENARIOS, shrunk } = await import('@railyard/conformance/simulation');
checkPlanted?.();
flushCompileCache();

const TELL_EVERY = 100;
let done: Done = nothing();

process.on('message', (task: Task) => {
  work(task).then(
    () => send(true),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

async function work(task: Task): Promise<void> {
  if (task.kind === 'scenario') {
    const plan = SCENARIOS[task.name]?.plan;
    if (!plan) throw new Error(`There is no scenario "${task.name}".`);
    for await (const [one, ending] of everyCrash(plan, surface))
      await note(nameOf(task.name, one), one, ending);
    return;
  }
  for (let seed = task.from; seed < task.from + task.count; seed += 1) {
    const plan = planOf(seed);
    await note(`seed ${seed}`, plan, await happen(plan, surface));
  }
}

function nameOf(scenario: string, { mishaps }: Plan): string {
  const blow = mishaps.at(-1);
  return blow ? `${scenario}, with a ${blow.what} ${blow.when} call ${blow.call}` : scenario;
}

async function note(name: string, plan: Plan, { violations, crashes, charges }: Ending): Promise<void> {
  // In a turn, a rejection that nobody has handled ends the process: before the history is reported.
  await turn();
  const [first] = violations;
  const found: readonly Found[] =
    first === undefined ? [] : [{ name, violations, trace: trace ? await traceOf(plan, first) : [] }];
  done = {
    histories: done.histories + 1,
    crashes: done.crashes + crashes,
    charges: done.charges + charges,
    found: [...done.found, ...found],
    over: false,
  };
  if (done.histories >= TELL_EVERY || found.length > 0) send(false);
}

/** The least of the history that still breaks the same promise, step by step. */
async function traceOf(plan: Plan, violation: string): Promise<readonly string[]> {
  const kind = kindOf(violation);
  const least = await shrunk(plan, async (one) =>
    (await happen(one, surface)).violations.some((other) => kindOf(other) === kind),
  );
  const lines: string[] = [];
  const { violations } = await happen(least, { ...surface, tell: (line) => void lines.push(line) });
  return [JSON.stringify(least), ...lines, ...violations];
}

function send(over: boolean): void {
  process.send?.({ ...done, over } satisfies Done);
  done = nothing();
}

function nothing(): Done {
  return { histories: 0, crashes: 0, charges: 0, found: [], over: false };
}
