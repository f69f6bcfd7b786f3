import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { isAlive, type Life, readLife } from '../src/life.ts';
import { createOwners } from '../src/owners.ts';

describe('the life of a process', () => {
  it('is seen while it runs, and over once it was killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60000)']);
    await once(child, 'spawn');
    const life = readLife(child.pid ?? 0);
    expect(life && isAlive(life)).toBe(true);

    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(life && isAlive(life)).toBe(false);
    expect(readLife(child.pid ?? 0)).toBeNull();
  });

  it.runIf(process.platform === 'linux')('is not that of a later process with the same number', () => {
    const self = readLife(process.pid);
    expect(self?.began).toMatch(/^\d+$/);
    expect(isAlive({ pid: process.pid, began: '1' })).toBe(false);
  });

  it.runIf(process.platform === 'linux')('is over for a zombie, though its number is taken', async () => {
    // The shell's child ends at once, and the program the shell becomes never asks for its exit code.
    const shell = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(shell.stdout, 'data')) as [Buffer];
    await expect.poll(() => readLife(Number(line.toString()))).toBeNull();
    shell.kill('SIGKILL');
  });
});

/** Two living processes, and owners that look for theirs among them. */
function stage() {
  const living = new Map<number, Life>([
    [1, { pid: 1, began: 'a' }],
    [2, { pid: 2, began: 'b' }],
  ]);
  const find = (pid: number) => living.get(pid) ?? null;
  const owners = createOwners(find, (life) => find(life.pid)?.began === life.began);
  return { living, owners };
}

describe('owners', () => {
  it('have gone when the last of them has', () => {
    const { living, owners } = stage();
    expect(owners.hold('one', 1)).toBe(true);
    expect(owners.hold('two', 2)).toBe(true);
    living.delete(1);
    expect(owners.haveGone()).toBe(false);
    living.delete(2);
    expect(owners.haveGone()).toBe(true);
  });

  it('have gone when their holds are released, and two holds of one process are two', () => {
    const { owners } = stage();
    owners.hold('one', 1);
    owners.hold('other', 1);
    expect(owners.release('one')).toBe(1);
    expect(owners.haveGone()).toBe(false);
    expect(owners.release('other')).toBe(0);
    expect(owners.haveGone()).toBe(true);
  });

  it('have gone when another process has the number', () => {
    const { living, owners } = stage();
    owners.hold('one', 1);
    living.set(1, { pid: 1, began: 'later' });
    expect(owners.haveGone()).toBe(true);
  });

  it('take nobody who is gone, and nobody after the end', () => {
    const { owners } = stage();
    expect(owners.hold('nobody', 3)).toBe(false);
    expect(owners.haveGone()).toBe(true);
    expect(owners.hold('late', 1)).toBe(false);
  });
});
