import { availableParallelism } from 'node:os';
import { SCENARIOS } from '@railyard/conformance/simulation';
import { kindOf } from './kind.ts';
import type { Task } from './messages.ts';
import { MUTANTS, type Mutant } from './mutants/index.ts';
import { all } from './run.ts';

/** What became of a mutant. */
interface Fate {
  readonly mutant: Mutant;
  /** The history that showed it, and how many there were before; null when none did. */
  readonly caught: { readonly by: string; readonly after: number; readonly violation: string } | null;
}

/**
 * Plants one mistake after the other and prints what catches it. True when every harmful one is caught, and no other.
 */
export async function catchMutants(seed: number, histories: number): Promise<boolean> {
  const queue = [...MUTANTS];
  const fates: Fate[] = [];
  const crew = Array.from({ length: availableParallelism() }, async () => {
    for (let mutant = queue.shift(); mutant; mutant = queue.shift()) {
      const fate = { mutant, caught: await caught(mutant, seed, histories) };
      console.error(
        `${mutant.name}: ${fate.caught ? `caught after ${fate.caught.after}, by ${fate.caught.by}` : 'not caught'}`,
      );
      fates.push(fate);
    }
  });
  await Promise.all(crew);
  const rows = MUTANTS.flatMap((mutant) => fates.filter((fate) => fate.mutant === mutant));
  console.log(`\n${tableOf(rows)}\n`);
  const wrong = rows.filter(({ mutant, caught: by }) => (by === null) === (mutant.harmless === null));
  const ours = MUTANTS.filter(({ harmless }) => harmless === null).length;
  console.log(`mutants=${ours} harmless=${MUTANTS.length - ours} wrong=${wrong.length}`);
  return wrong.length === 0;
}

/** The random histories first, then the named scenarios with all their crashes. */
async function caught({ name }: Mutant, seed: number, histories: number): Promise<Fate['caught']> {
  const tasks: Task[] = [
    { kind: 'seeds', from: seed, count: histories },
    ...Object.keys(SCENARIOS).map((scenario): Task => ({ kind: 'scenario', name: scenario })),
  ];
  const { histories: after, found } = await all(tasks, { title: null, mutant: name, workers: 1, enough: 1 });
  const [first] = found;
  return first ? { by: first.name, after, violation: first.violations[0] ?? '' } : null;
}

function tableOf(fates: readonly Fate[]): string {
  const rows = fates.map(({ mutant: { name, mistake, harmless }, caught: by }) =>
    by
      ? `| \`${name}\` | ${mistake} | ${by.after} | ${kindOf(by.violation)} |`
      : `| \`${name}\` | ${mistake} | – | ${harmless ?? 'NOT CAUGHT'} |`,
  );
  return [
    '| mutant | the engine then | caught after histories | as, or why it does no harm |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}
