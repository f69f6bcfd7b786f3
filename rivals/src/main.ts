import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTENDERS, type Contender, OPTIONS } from './contenders.ts';
import { measureCosts, type NamedCost } from './cost/measure.ts';
import { readOptions } from './options.ts';
import { play } from './play.ts';
import { type Cell, cellOf, closingLine, costTable, type Row, scenarioTable, versions } from './report.ts';
import { SCENARIOS } from './scenarios.ts';

// On the disk of the repository: a folder for temporary files may be in memory, where a commit waits for nothing.
const FOLDER = join(import.meta.dirname, '../.results');

const say = (line: string): void => console.error(line);

async function main(args: readonly string[]): Promise<void> {
  const { only, rounds } = readOptions(args);
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const rows = only === 'cost' ? [] : await scenarios();
  const costs = only === 'scenarios' ? [] : await measureCosts(join(FOLDER, 'cost'), rounds, say);
  keep(rows, costs, rounds);
  const tables = [
    Object.entries(versions())
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    ...(rows.length > 0 ? [scenarioTable(CONTENDERS, rows), scenarioTable(OPTIONS, rows)] : []),
    ...(costs.length > 0 ? [costTable(costs)] : []),
  ];
  console.log(tables.join('\n\n'));
  if (rows.length > 0) console.log(`\n${closingLine([...CONTENDERS, ...OPTIONS], rows)}`);
}

/** Every contender goes through the scenarios beside the others, with a provider of its own. */
async function scenarios(): Promise<readonly Row[]> {
  const all = await Promise.all(
    [...CONTENDERS, ...OPTIONS].map(async (one) => [one.id, await cellsOf(one)] as const),
  );
  return SCENARIOS.map(({ name }, at) => ({
    name,
    cells: Object.fromEntries(all.flatMap(([id, cells]) => (cells[at] ? [[id, cells[at]]] : []))),
  }));
}

async function cellsOf(contender: Contender): Promise<readonly Cell[]> {
  const own = join(FOLDER, contender.id);
  const stage = await contender.open(own);
  const cells: Cell[] = [];
  try {
    for (const [at, scenario] of SCENARIOS.entries()) {
      const reason = scenario.fault ? stage.provider.unsuited(scenario.fault) : null;
      say(`${contender.id}: ${scenario.name}`);
      cells.push(
        reason === null
          ? cellOf(await play(contender, stage, scenario, join(own, String(at + 1))))
          : { notApplicable: reason },
      );
    }
  } finally {
    await stage.provider.stop();
  }
  return cells;
}

function keep(rows: readonly Row[], costs: readonly NamedCost[], rounds: number): void {
  const { version: node, platform, arch } = process;
  const result = {
    at: new Date().toISOString(),
    node,
    platform,
    arch,
    versions: versions(),
    rows,
    rounds,
    costs,
  };
  writeFileSync(join(FOLDER, 'results.json'), `${JSON.stringify(result, null, 2)}\n`);
}

try {
  await main(process.argv.slice(2));
  process.exit(); // a request that no client waits for any more may still be open
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
