// Counts what the kernel was asked for: a store that forgets to sync passes every test that does not cut the power.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const GROUPS = 200;
const GROUP_SIZE = 4;
const WRITER = fileURLToPath(new URL('../packages/store-sqlite/test/writer.ts', import.meta.url));

function main(): void {
  if (!hasStrace() && !installStrace()) {
    throw new Error('The audit needs strace, and apt-get could not install it. Install strace first.');
  }
  const folder = mkdtempSync(join(tmpdir(), 'railyard-'));
  try {
    // What opening and closing cost is not the groups' own.
    const idle = countSyncs(folder, 0);
    const syncs = countSyncs(folder, GROUPS) - idle;
    console.log(
      `${GROUPS * GROUP_SIZE} acknowledged updates in ${GROUPS} groups: ${syncs} syncs (and ${idle} to open and close).`,
    );
    if (syncs < GROUPS) throw new Error(`${GROUPS - syncs} groups were acknowledged and not on the disk.`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The fsync and fdatasync calls of a process that writes this many groups into a new database. */
function countSyncs(folder: string, groups: number): number {
  const counts = join(folder, `counts-${groups}`);
  const program = [process.execPath, '--conditions=@railyard/source', WRITER, join(folder, `${groups}.db`)];
  const { status, stdout, stderr } = spawnSync(
    'strace',
    ['-f', '-c', '-e', 'trace=fsync,fdatasync', '-o', counts, ...program, String(groups), String(GROUP_SIZE)],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The writer did not finish under strace: ${stderr.trim()}`);
  const acknowledged = stdout.split('\n').filter(Boolean).length;
  if (acknowledged !== groups) throw new Error(`${acknowledged} of ${groups} groups were acknowledged.`);
  return sumOfCalls(readFileSync(counts, 'utf8'));
}

/** Adds up the fourth column of strace's table: % time, seconds, usecs/call, calls, errors, syscall. */
function sumOfCalls(table: string): number {
  const rows = table.split('\n').filter((line) => /\b(fsync|fdatasync)$/.test(line));
  return rows.reduce((sum, row) => sum + Number(row.trim().split(/\s+/)[3]), 0);
}

function hasStrace(): boolean {
  return spawnSync('strace', ['-V']).status === 0;
}

function installStrace(): boolean {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const commands = [['update'], ['install', '-y', '--no-install-recommends', 'strace']];
  const succeeds = (args: string[]) => spawnSync('apt-get', args, { env: environment }).status === 0;
  return commands.every(succeeds) && hasStrace();
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
