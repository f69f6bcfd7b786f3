import { readFileSync } from 'node:fs';

/** One process, told apart from a later one that got its number by when it began (null where that is unknown). */
export interface Life {
  readonly pid: number;
  readonly began: string | null;
}

/** The process that has this number now; null when there is none. */
export function readLife(pid: number): Life | null {
  const stat = readStat(pid);
  if (stat === null) return isSignalable(pid) ? { pid, began: null } : null;
  // A zombie still has its number, and ran its last instruction long ago.
  return stat.state === 'Z' || stat.state === 'X' ? null : { pid, began: stat.began };
}

export function isAlive(life: Life): boolean {
  const now = readLife(life.pid);
  return now !== null && (now.began === life.began || now.began === null || life.began === null);
}

/** What the system says of a process: its state in a letter, who started it, and when. */
export interface Stat {
  readonly state: string;
  readonly parent: number;
  readonly began: string;
}

/** Read from `/proc`; null when the process is gone, or on a system that has none. */
export function readStat(pid: number): Stat | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The program's name may hold spaces and brackets.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const [state = '', parent = ''] = fields;
    return { state, parent: Number(parent), began: fields[19] ?? '' };
  } catch {
    return null;
  }
}

function isSignalable(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
