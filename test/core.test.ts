import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundle, gzipped } from './bundle.ts';

const core = resolve(import.meta.dirname, '../packages/core');

describe('@railyard/core', () => {
  it('is at most 15 kB minified and gzipped, with all that it pulls in', async () => {
    const size = gzipped(await bundle({ entryPoints: [`${core}/src/index.ts`] }));
    expect(size).toBeGreaterThan(1_000);
    expect(size).toBeLessThanOrEqual(15_000);
  });

  it('has no runtime dependency', () => {
    const manifest = JSON.parse(readFileSync(`${core}/package.json`, 'utf8')) as Record<string, unknown>;
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('peerDependencies');
  });

  it('loads through every door without a name of Node', () => {
    const doors = [
      'index',
      'rail',
      'store',
      'runtime',
      'order',
      'cart/index',
      'spend/index',
      'chooser/index',
      'operator/index',
      'http/index',
      'mcp/index',
    ];
    const code = doors.map((door) => `await import('${core}/src/${door}.ts');`).join('\n');
    const hidden = 'delete globalThis.process; delete globalThis.Buffer;';
    const out = execFileSync(
      process.execPath,
      ['--input-type=module', '-e', `const log = console.log; ${hidden}\n${code}\nlog('loaded');`],
      { encoding: 'utf8' },
    );
    expect(out.trim()).toBe('loaded');
  });
});
