import { expect, it } from 'vitest';
import { checkRail, railLaws } from '../../src/index.ts';
import { hosted, keyed, over } from './benches.ts';

it('says of each law, in a line, that it is kept or why it has nothing to say', async () => {
  const { kept, text, report } = await checkRail(hosted);
  const lines = text.split('\n');
  expect(kept).toBe(true);
  expect(lines).toHaveLength(railLaws.length);
  expect(lines).toContain('pass            takes no money after a page is cancelled');
  expect(lines).toContain(
    'not applicable  takes any purchase into accepts without throwing: It has no "accepts".',
  );
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  expect(report.laws).toContainEqual({
    name: 'moves nothing while it prepares',
    result: 'not_applicable',
    reason: 'It has no "prepare".',
  });
});

it('names the law that is broken with the first counter-example', async () => {
  const { kept, text } = await checkRail(over(keyed, () => ({ manifest: { payer: 'nobody' } as never })));
  expect(kept).toBe(false);
  expect(text).toContain(
    'FAIL            has a manifest that makes sense: The manifest of rail "keyed" does not say who pays.',
  );
});

it('holds every law against a subject that cannot be made, and rejects nothing', async () => {
  const { report } = await checkRail(() => {
    throw new Error('No provider today.');
  });
  expect(new Set(report.laws.map(({ result }) => result))).toEqual(new Set(['fail']));
});

it.each(['credential', 'spellings'] as const)(
  'fails, and skips nothing, when the subject has no %s',
  async (member) => {
    const { text } = await checkRail(async (world) => {
      const { [member]: _, ...bench } = await keyed(world);
      return bench;
    });
    expect(text).toContain(`FAIL            gives all spellings of a credential one fingerprint`);
    expect(text).toContain(`The subject has no "${member}", and a rail that agents pay needs it.`);
  },
);

it('fails, and skips nothing, when nobody can pay the page', async () => {
  const without: object = { pay: undefined };
  const { text } = await checkRail(async (world) => {
    const bench = await hosted(world);
    return { ...bench, ...without };
  });
  expect(text).toContain('The subject has no "pay", and a rail with a page needs it.');
});

it('tells a provider that throws from a rail that does', async () => {
  const { text } = await checkRail(async (world) => ({
    ...(await keyed(world)),
    answer() {
      throw new TypeError('Half a fake.');
    },
  }));
  expect(text).toContain("The subject's provider threw TypeError: Half a fake. instead of answering.");
});
