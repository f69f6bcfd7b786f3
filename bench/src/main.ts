import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CASES, type Case, HELLO } from './cases.ts';
import { measure, spent } from './measure.ts';
import { type Options, readOptions } from './options.ts';
import { comparedOf, missedOf, type Row, rowsOf, tableOf } from './report.ts';
import { type ServerFile, type ServerProcess, startServer } from './server-process.ts';

// On the disk of the repository: a folder for temporary files may be in memory, where a commit waits for nothing.
const FOLDER = join(import.meta.dirname, '../.results');

type Servers = ReadonlyMap<Case['server'], ServerProcess>;

async function main({ check, rounds, cases: part }: Options): Promise<void> {
  const cases = CASES.filter(({ name }) => name.includes(part));
  if (cases.length === 0) {
    throw new Error(`No case is called "${part}". There are: ${CASES.map(({ name }) => name).join('; ')}.`);
  }
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const servers = await start(new Set([HELLO, ...cases].map(({ server }) => server)));
  try {
    const spend = async (one: Case) => {
      const server = servers.get(one.server);
      if (!server) throw new Error(`The server of ${one.name} was not started.`);
      return spent(server, await one.load(server, one.count), one.status);
    };
    const measured = { hello: HELLO, cases, spend };
    const rows = rowsOf(await measure(measured, rounds, (line) => console.error(line)));
    console.log(`\n${tableOf(rows)}`);
    for (const line of comparedOf(rows)) console.log(line);
    keep(rows, rounds);
    const missed = missedOf(rows).map(
      ({ name, ratio, floor }) => `${name} costs ${ratio} hellos, and at most ${floor} are allowed.`,
    );
    for (const line of missed) console.log(line);
    if (check && missed.length > 0) process.exitCode = 1;
  } finally {
    await Promise.all([...servers.values()].map((server) => server.stop()));
  }
}

/** The file of each server, and what the reference server offers by which curve. */
const SERVERS = {
  hello: ['hello.ts'],
  mppx: ['mppx.ts'],
  railyard: ['railyard.ts', 'both', 'native'],
  'railyard-x402': ['railyard.ts', 'x402', 'native'],
  'railyard-pure': ['railyard.ts', 'x402', 'pure'],
} as const satisfies Readonly<Record<Case['server'], readonly [ServerFile, ...string[]]>>;

async function start(names: ReadonlySet<Case['server']>): Promise<Servers> {
  const servers = new Map<Case['server'], ServerProcess>();
  for (const name of names) {
    const [file, ...how] = SERVERS[name];
    servers.set(name, await startServer(file, { name, folder: FOLDER, args: [join(FOLDER, name), ...how] }));
  }
  return servers;
}

function keep(rows: readonly Row[], rounds: number): void {
  const { version: node, platform, arch } = process;
  const result = { at: new Date().toISOString(), node, platform, arch, rounds, rows };
  writeFileSync(join(FOLDER, 'results.json'), `${JSON.stringify(result, null, 2)}\n`);
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
