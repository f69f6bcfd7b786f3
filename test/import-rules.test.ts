import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const bin = join(root, 'node_modules/.bin');
const env = { ...process.env, DO_NOT_TRACK: '1' };
const use = (name: string): string => `import { x } from '${name}';\nexport const y = x;\n`;

let tree: string;
beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'rules-'));
  for (const file of ['turbo.json', 'package.json', 'pnpm-workspace.yaml', 'pnpm-lock.yaml']) {
    cpSync(join(root, file), join(tree, file));
  }
  const rules = JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8')) as { options: object };
  writeFileSync(join(tree, '.oxlintrc.json'), JSON.stringify({ ...rules, options: { typeAware: false } }));
  execFileSync('git', ['init', '-q', tree]);
  for (const name of ['core', 'rail-a', 'rail-b', 'store-a', 'conformance', 'sandbox']) {
    plant(`packages/${name}/package.json`, JSON.stringify({ name: `@railyard/${name}`, version: '0.0.0' }));
    plant(`packages/${name}/turbo.json`, JSON.stringify({ extends: ['//'], tags: [name.split('-')[0]] }));
    plant(`packages/${name}/src/index.ts`, 'export const x = 1;\n');
  }
});
afterAll(() => rmSync(tree, { recursive: true, force: true }));

function plant(file: string, text: string): void {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), text);
}

/** What a checker says about the tree while one file stands in it. */
function verdict(file: string, text: string, checker: 'oxlint' | 'turbo'): { failed: boolean; said: string } {
  plant(file, text);
  const args = checker === 'oxlint' ? ['--config', '.oxlintrc.json', file] : ['boundaries'];
  const { status, stdout, stderr } = spawnSync(join(bin, checker), args, {
    cwd: tree,
    env,
    encoding: 'utf8',
  });
  rmSync(join(tree, file));
  return { failed: status !== 0, said: stdout + stderr };
}

/** What turbo says while a package declares this. */
function declaring(name: string, dependencies: object): { failed: boolean; said: string } {
  const file = `packages/${name}/package.json`;
  const clean = readFileSync(join(tree, file), 'utf8');
  plant(file, JSON.stringify({ name: `@railyard/${name}`, version: '0.0.0', ...dependencies }));
  const { status, stdout, stderr } = spawnSync(join(bin, 'turbo'), ['boundaries'], {
    cwd: tree,
    env,
    encoding: 'utf8',
  });
  plant(file, clean);
  return { failed: status !== 0, said: stdout + stderr };
}

describe('the linter', () => {
  it.each([
    ['core importing Node', 'packages/core/src/a.ts', use('node:fs')],
    ['core importing a rail', 'packages/core/src/a.ts', use('@railyard/rail-a')],
    ['core importing any package', 'packages/core/src/a.ts', use('viem')],
    ['core using Buffer', 'packages/core/src/a.ts', "export const y = Buffer.from('');\n"],
    ['core using process', 'packages/core/src/a.ts', 'export const y = process.env;\n'],
    ['a rail importing another', 'packages/rail-a/src/a.ts', use('@railyard/rail-b')],
    ['a rail importing the main door of core', 'packages/rail-a/src/a.ts', use('@railyard/core')],
    ['a rail importing the http door of core', 'packages/rail-a/src/a.ts', use('@railyard/core/http')],
    ['a rail importing Node', 'packages/rail-a/src/a.ts', use('node:crypto')],
    ['a client importing its rail', 'packages/rail-a/src/client.ts', use('./rail.ts')],
    ['a wire importing its client', 'packages/rail-a/src/wire.ts', use('./client.ts')],
    ['a split wire importing its rail', 'packages/rail-a/src/wire/a.ts', use('../rail.ts')],
    ['a split wire importing a neighbour', 'packages/rail-a/src/wire/a.ts', use('../terms.ts')],
    ['a wire importing a neighbour', 'packages/rail-a/src/wire.ts', use('./terms.ts')],
    ['a client importing the public names', 'packages/rail-a/src/client/a.ts', use('../index.ts')],
    [
      'core reaching for process by the back door',
      'packages/core/src/a.ts',
      'export const y = globalThis.process;\n',
    ],
    ['a store importing the main door of core', 'packages/store-a/src/a.ts', use('@railyard/core')],
    ['a store importing a rail', 'packages/store-a/src/a.ts', use('@railyard/rail-a')],
    ['the conformance suite importing a runner', 'packages/conformance/src/a.ts', use('vitest')],
    ['the conformance suite importing a faker', 'packages/conformance/src/a.ts', use('fast-check')],
    ['the conformance suite importing a rail', 'packages/conformance/src/a.ts', use('@railyard/rail-a')],
    ['the sandbox importing us', 'packages/sandbox/src/a.ts', use('@railyard/core')],
  ])('catches %s', (_, file, text) => {
    const { failed, said } = verdict(file, text, 'oxlint');
    expect(said).toContain('restricted');
    expect(failed).toBe(true);
  });

  it.each([
    [
      'a rail importing its door and its vendor',
      'packages/rail-a/src/a.ts',
      use('@railyard/core/rail') + "import 'viem';\n",
    ],
    [
      'a store importing its door and its driver',
      'packages/store-a/src/a.ts',
      `${use('@railyard/core/store')}import 'node:sqlite';\n`,
    ],
    ['the conformance suite importing core', 'packages/conformance/src/a.ts', use('@railyard/core/rail')],
  ])('allows %s', (_, file, text) => {
    expect(verdict(file, text, 'oxlint').said).not.toContain('no-restricted');
  });
});

describe('turbo boundaries', () => {
  it('catches a path that reaches into another package', () => {
    const { failed, said } = verdict('packages/rail-a/src/a.ts', use('../../rail-b/src/index.ts'), 'turbo');
    expect(said).toContain('leaves the package');
    expect(failed).toBe(true);
  });

  it('catches a package that is imported but not declared', () => {
    const { failed, said } = verdict('packages/store-a/src/a.ts', use('pg'), 'turbo');
    expect(said).toContain('not a dependency');
    expect(failed).toBe(true);
  });

  it.each([
    ['rail-a', 'rail-b'],
    ['core', 'rail-a'],
    ['core', 'store-a'],
    ['core', 'conformance'],
    ['rail-a', 'store-a'],
    ['store-a', 'rail-a'],
    ['conformance', 'rail-a'],
  ])('catches %s declaring %s as a dependency', (from, to) => {
    const { failed, said } = declaring(from, { dependencies: { [`@railyard/${to}`]: 'workspace:^' } });
    expect(said).toContain('denylist');
    expect(failed).toBe(true);
  });

  it.each(['rail-a', 'store-a'])('lets %s be tested by the conformance suite', (from) => {
    const { said } = declaring(from, { devDependencies: { '@railyard/conformance': 'workspace:^' } });
    expect(said).toContain('no issues found');
  });

  it('finds nothing in the clean tree', () => {
    expect(verdict('packages/core/src/a.ts', 'export const y = 1;\n', 'turbo').failed).toBe(false);
  });
});
