import { isAlive, type Life, readLife } from './life.ts';

/** The processes a sandbox lives for, each under the id of its hold. */
export interface Owners {
  /** Adds a hold; false when the process is gone or the sandbox is already ending. Repeated: no change. */
  hold(id: string, pid: number): boolean;
  /** Ends a hold and says how many are left. */
  release(id: string): number;
  /** Forgets owners that are gone. Once none is left it answers true, from then on for ever. */
  haveGone(): boolean;
}

/** Owners of a sandbox that is about to serve; the first hold must be there before the first `haveGone`. */
export function createOwners(find: (pid: number) => Life | null = readLife, alive = isAlive): Owners {
  const holds = new Map<string, Life>();
  let gone = false;

  return {
    hold(id, pid) {
      if (gone) return false;
      const life = find(pid);
      if (life !== null && !holds.has(id)) holds.set(id, life);
      return life !== null;
    },
    release(id) {
      holds.delete(id);
      return holds.size;
    },
    haveGone() {
      for (const [id, life] of holds) if (!alive(life)) holds.delete(id);
      gone ||= holds.size === 0;
      return gone;
    },
  };
}
