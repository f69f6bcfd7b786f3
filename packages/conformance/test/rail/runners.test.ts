import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keyedRail, railLaws, storeLaws } from '../../src/index.ts';

const FILE = join(import.meta.dirname, 'node-runner.ts');

/** What `node --test` says of the keyed fake, or of a broken one. */
function underNode(broken: 'yes' | 'no'): Promise<{ readonly failed: boolean; readonly said: string }> {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const args = ['--conditions=@railyard/source', '--test', '--test-reporter=tap', FILE];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env: { ...env, BROKEN: broken } }, (error, stdout) => {
      resolve({ failed: error !== null, said: stdout });
    });
  });
}

it('runs under node --test, without the laws that say nothing about such a rail', async () => {
  const { failed, said } = await underNode('no');
  expect(failed).toBe(false);
  const laws = [
    ...railLaws.filter((law) => law.shape(keyedRail()) === null),
    ...storeLaws.filter(({ outliving }) => !outliving),
  ];
  for (const { name } of laws) expect(said).toContain(name);
  expect(said).not.toContain('takes no money after a page is cancelled');
  expect(said).not.toContain('two openers');
  expect(said).not.toContain('# SKIP');
});

it('fails under node --test for a rail that breaks a law, with the counter-example', async () => {
  const { failed, said } = await underNode('yes');
  expect(failed).toBe(true);
  expect(said).toContain('With nothing wrong, the rail answered unknown (silence) and no money was taken.');
});
