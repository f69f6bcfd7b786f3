import { join, resolve } from 'node:path';
import type { Machine, Program } from './machine.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** The package with the browser, in a workspace of its own. */
export const FOLDER = resolve(import.meta.dirname, '../npm');
/** Where it is unpacked. */
export const UNPACKED = join(FOLDER, '.railyard');

const PROGRAM: Program = {
  path: join(UNPACKED, 'chromium'),
  variables: { LD_LIBRARY_PATH: join(UNPACKED, 'al2023/lib'), FONTCONFIG_FILE: join(FOLDER, 'fonts.conf') },
};

/** The browser from npm, when it was unpacked before. */
export function unpacked(machine: Machine): readonly Program[] {
  return machine.isProgram(PROGRAM.path) ? [PROGRAM] : [];
}

/** Fetches the browser from npm, which has one for this kind of machine alone. */
export async function npm(machine: Machine): Promise<readonly Program[]> {
  if (machine.kind !== 'linux-x64') return [];
  machine.say('No browser starts here: fetching one from npm. Set CHROMIUM to the path of one to spare it.');
  const script = join(import.meta.dirname, 'unpack.ts');
  await oneAtATime(machine, { lock: FOLDER, seconds: 120 }, [process.execPath, script]);
  return [PROGRAM];
}
