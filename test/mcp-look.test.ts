import { expect, test } from 'vitest';
import type { Inspector } from '../scripts/mcp/inspector.ts';
import { look } from '../scripts/mcp/look.ts';
import { openTally } from '../scripts/mcp/tally.ts';

/** An inspector of a server that lists some tools, and breaks at one. */
function openInspector(listed: readonly string[], broken?: string): Inspector {
  const asked: string[] = [];
  const ask = async <T>(name: string, answer: T): Promise<T> => {
    asked.push(name);
    if (name === broken) throw new Error('it ended with 5');
    return answer;
  };
  return {
    asked,
    tools: () => ask('tools/list', listed),
    async resource() {
      await ask('resources/list', null);
      return ask('resources/read', { uri: '', text: '' });
    },
    call: (tool) => ask(tool, {}),
    refusalOf: (tool) => ask(tool, null),
  };
}

async function countOf(inspector: Inspector, called: readonly string[], isWhole = true) {
  const said: string[] = [];
  const tally = openTally((line) => said.push(line));
  const run = async ({ resource, call }: Inspector): Promise<void> => {
    await resource();
    for (const tool of called) await call(tool, {});
  };
  await look(inspector, { run, isWhole }, tally);
  return {
    isGood: tally.close(),
    last: said.at(-1),
    failed: said.filter((line) => line.startsWith('failed')),
  };
}

test('tools that are listed and called pass, with the three methods', async () => {
  const seen = await countOf(openInspector(['search', 'buy']), ['search', 'buy', 'search']);
  expect(seen).toEqual({ isGood: true, last: '5 passed, 0 failed, 0 skipped', failed: [] });
});

test.each([
  [
    'is listed and not called',
    ['search', 'buy'],
    ['search'],
    'failed   buy: it is listed, and was not called',
  ],
  ['is called and not listed', ['search'], ['search', 'buy'], 'failed   buy: it is not listed'],
])('a tool that %s is a failure', async (_, listed, called, line) => {
  const seen = await countOf(openInspector(listed), called);
  expect(seen).toEqual({ isGood: false, last: '4 passed, 1 failed, 0 skipped', failed: [line] });
});

test('what comes after a failure is skipped', async () => {
  const seen = await countOf(openInspector(['search', 'fill', 'buy'], 'fill'), ['search', 'fill', 'buy']);
  expect(seen).toMatchObject({
    last: '4 passed, 1 failed, 1 skipped',
    failed: ['failed   fill: it ended with 5'],
  });
});

test('a walk that does not buy skips what it leaves out', async () => {
  const seen = await countOf(openInspector(['limits', 'buy']), ['limits'], false);
  expect(seen).toMatchObject({ isGood: true, last: '4 passed, 0 failed, 1 skipped' });
});
