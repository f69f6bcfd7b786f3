import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkRail, type RailSubject, railLaws } from '../packages/conformance/src/index.ts';

const root = resolve(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/writing-a-rail.md'), 'utf8');

/** The page's files: each block of code that begins with the name of one. */
const files = new Map(
  [...page.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```$/gms)].map(([, name = '', text = '']) => [name, text]),
);

// From a folder beside a rail's own, what a rail imports is found; git and the checkers leave this one alone.
const home = join(root, 'packages/rail-x402/.railyard');
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A folder with these files. */
function written(all: ReadonlyMap<string, string>): string {
  mkdirSync(home, { recursive: true });
  const folder = mkdtempSync(join(home, 'page-'));
  folders.push(folder);
  for (const [name, text] of all) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

async function benchIn(folder: string): Promise<RailSubject> {
  const { bench } = (await import(join(folder, 'test/bench.ts'))) as { readonly bench: RailSubject };
  return bench;
}

/** A file of the page with the page's own change made to it. */
function changed(text: string): string {
  const diff = /^```diff\n(.*?)^```$/ms.exec(page)?.[1] ?? '';
  const side = (other: string): string =>
    diff.replaceAll(new RegExp(`^\\${other}.*\n`, 'gm'), '').replaceAll(/^./gm, '');
  const [before, after] = [side('+'), side('-')];
  expect(text.split(before)).toHaveLength(2);
  return text.replace(before, () => after);
}

const folder = written(files);

describe('the test on the page, as it stands there, finds that', async () => {
  await import(join(folder, 'test/conformance.test.ts'));
});

describe('the page for authors of rails', () => {
  it('has a rail that compiles', () => {
    const extend = JSON.stringify({ extends: '../../../../tsconfig.base.json' });
    writeFileSync(join(folder, 'tsconfig.json'), extend);
    const tsc = join(root, 'node_modules/.bin/tsc');
    const { status, stdout } = spawnSync(tsc, ['-p', folder], { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });

  it('has a rail that keeps every law', async () => {
    const { kept, report } = await checkRail(await benchIn(folder));
    expect(report.laws.filter(({ result }) => result === 'fail')).toEqual([]);
    expect(kept).toBe(true);
    expect(report.laws.filter(({ result }) => result === 'pass').length).toBeGreaterThan(40);
  });

  it('shows what a verdict says of the mistake that it shows', async () => {
    const rail = changed(files.get('src/rail.ts') ?? '');
    const { kept, text } = await checkRail(
      await benchIn(written(new Map([...files, ['src/rail.ts', rail]]))),
    );
    const failures = text.split('\n').filter((line) => line.startsWith('FAIL'));
    expect(kept).toBe(false);
    expect(page).toContain('Then four laws fail');
    expect(failures).toHaveLength(4);
    expect(/^FAIL.*$/m.exec(page)?.[0]).toBe(failures[0]);
  });

  it('names laws that there are, and files', () => {
    const names = [...page.matchAll(/(?<![*\w])\*([^*\n]+)\*(?!\*)/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(15);
    const laws = railLaws.map(({ name }) => name);
    expect(names.filter((name = '') => !laws.includes(name))).toEqual([]);
    const links = [...page.matchAll(/\]\((\.\.\/[^)#]+)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(2);
    expect(links.filter((link) => !existsSync(join(root, 'docs', link)))).toEqual([]);
  });
});
