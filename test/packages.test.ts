import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join, matchesGlob, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import config from '../vitest.config.ts';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly license?: string;
  readonly type?: string;
  readonly engines?: { readonly node?: string };
  readonly exports: Readonly<Record<string, string | { readonly '@railyard/source': string }>>;
  readonly publishConfig?: { readonly exports: Readonly<Record<string, unknown>> };
}

const root = resolve(import.meta.dirname, '..');
const packages = readdirSync(join(root, 'packages')).map((folder) => {
  const text = readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8');
  return { folder, manifest: JSON.parse(text) as Manifest };
});
const doors = packages.flatMap(({ folder, manifest }) =>
  Object.entries(manifest.exports).flatMap(([door, target]) =>
    typeof target === 'string'
      ? []
      : [
          {
            name: join(manifest.name, door),
            file: join(root, 'packages', folder, target['@railyard/source']),
          },
        ],
  ),
);

describe('every package', () => {
  it.each(doors)('$name exports these names and no others', async ({ file }) => {
    const names = Object.keys((await import(file)) as object);
    expect(names.toSorted()).toMatchSnapshot();
  });

  it.each(packages.filter(({ manifest }) => !manifest.private))(
    '$folder is ready to be published',
    ({ folder, manifest }) => {
      expect(manifest).toMatchObject({ license: 'MIT', type: 'module', engines: { node: '>=22.13' } });
      expect(Object.keys(manifest.publishConfig?.exports ?? {})).toEqual(Object.keys(manifest.exports));
      expect(JSON.stringify(manifest.publishConfig)).not.toContain('src/');
      expect(existsSync(join(root, 'packages', folder, 'README.md'))).toBe(true);
    },
  );
});

describe('every rail', () => {
  const rails = packages.filter(({ folder }) => folder.startsWith('rail-')).map(({ folder }) => folder);

  it.each(rails)('%s has the files that every rail has', (rail) => {
    const has = (file: string): boolean => existsSync(join(root, 'packages', rail, file));
    for (const file of [
      'src/index.ts',
      'src/rail.ts',
      'README.md',
      'test/rail.test.ts',
      'test/wire.test.ts',
    ]) {
      expect([file, has(file)]).toEqual([file, true]);
    }
    // A hand-off asks nobody.
    const parts = rail === 'rail-handoff' ? ['wire'] : ['client', 'wire'];
    for (const part of parts) expect(has(`src/${part}.ts`) || has(`src/${part}`)).toBe(true);
  });

  it.each(rails)('%s has a README in the order that every rail has', (rail) => {
    const text = readFileSync(join(root, 'packages', rail, 'README.md'), 'utf8');
    const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Options', 'What it needs', 'Outcomes', 'Errors', 'Stage']);
    expect(text.split('\n').length).toBeLessThanOrEqual(81);
  });
});

it('every test file belongs to a project of the test run', () => {
  const projects = (config.test?.projects ?? []) as { test: { root?: string; include?: string[] } }[];
  const patterns = projects.flatMap(({ test }) => test.include ?? [join(test.root ?? '.', '**/*.test.ts')]);
  const files = globSync('{test,packages/*/test,apps/*/test,tooling/*/test,scripts}/**/*.test.ts', {
    cwd: root,
  });
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((file) => !patterns.some((pattern) => matchesGlob(file, pattern)))).toEqual([]);
});

it('the lock file names no registry', () => {
  expect(readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8')).not.toMatch(/https?:/);
});
