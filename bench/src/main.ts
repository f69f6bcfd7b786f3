import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CASES, type Case, HELLO } from './cases.ts';
import { measure, spent } from './measure.ts';
import { type Options, readOptions } from './options.ts';
import { comparedOf, missedOf, type Row, rowsOf, tableOf } from './report.ts';
import { type ServerProcess, startServer } from './server-process.ts';

// On the disk of the repository: a folder for temporary files may be in memory, where a commit waits for nothing.
const FOLDER = join(import.meta.dirname, '../.results');

type Servers = Readonly<Record<Case['server'], ServerProcess>>;

async function main({ check, rounds }: Options): Promise<void> {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const servers = await startAll();
  try {
    const spend = async (one: Case) => {
      const server = servers[one.server];
      return spent(server, await one.load(server, one.count), one.status);
    };
    const measured = { hello: HELLO, cases: CASES, spend };
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
    await Promise.all(Object.values(servers).map((server) => server.stop()));
  }
}

async function startAll(): Promise<Servers> {
  const railyard = (name: string, offered: string, curve: string) =>
    startServer('railyard.ts', { name, folder: FOLDER, args: [join(FOLDER, name), offered, curve] });
  return {
    hello: await startServer('hello.ts', { name: 'hello', folder: FOLDER }),
    mppx: await startServer('mppx.ts', { name: 'mppx', folder: FOLDER }),
    railyard: await railyard('railyard', 'both', 'native'),
    'railyard-x402': await railyard('railyard-x402', 'x402', 'native'),
    'railyard-pure': await railyard('railyard-pure', 'x402', 'pure'),
  };
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
