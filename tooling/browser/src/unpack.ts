// Fetches the browser from npm and unpacks it, unless that was done before.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FOLDER, UNPACKED } from './npm.ts';

interface Packed {
  inflate(archive: string): Promise<string>;
}

const PACKAGE = join(FOLDER, 'node_modules/@sparticuz/chromium');
const PNPM = resolve(import.meta.dirname, '../../../node_modules/.bin/pnpm');

if (!existsSync(UNPACKED)) await fetchAndUnpack();

async function fetchAndUnpack(): Promise<void> {
  try {
    execFileSync(PNPM, ['--dir', FOLDER, 'install', '--frozen-lockfile'], { stdio: 'inherit' });
    await unpack(`${UNPACKED}-partly`);
    renameSync(`${UNPACKED}-partly`, UNPACKED);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

async function unpack(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  process.env.TMPDIR = folder; // where the package unpacks to
  const packed = (await import(join(PACKAGE, 'build/index.js'))) as Packed;
  const archives = ['chromium.br', 'al2023.tar.br', 'fonts.tar.br'];
  await Promise.all(archives.map((name) => packed.inflate(join(PACKAGE, 'bin', name))));
}
