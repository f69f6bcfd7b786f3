import { expect, it } from 'vitest';
import { checkRail, type RailVerdict, railLaws, type TestRunner, testRail } from '../../src/index.ts';
import { hosted, keyed, nonce, over, ringing } from './benches.ts';

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

it('fails, and skips nothing, when the provider of a rail with webhooks sends none', async () => {
  const without: object = { webhooks: undefined };
  const { text } = await checkRail(async (world) => ({ ...(await ringing(world)), ...without }));
  expect(text).toContain('The subject has no "webhooks", and a rail that takes webhooks needs it.');
});

it('wants no payment of less from a rail that has its provider take the total or nothing', async () => {
  const { report } = await checkRail(
    over(keyed, (rail) => ({
      async settle(purchase, credential, context) {
        return JSON.stringify(credential?.payload).includes('tok_short')
          ? { state: 'declined', reason: 'worth_less', evidence: 'not_sent' }
          : rail.settle(purchase, credential, context);
      },
    })),
  );
  expect(report.laws.filter(({ result }) => result === 'fail')).toEqual([]);
  expect(report.laws).toContainEqual({
    name: 'says what the provider took when that is not what was asked',
    result: 'not_applicable',
    reason: 'It has its provider take the total or nothing.',
  });
});

it('lets a rail refuse for good, while it prepares, what it has shown to nobody', async () => {
  const { report } = await checkRail(
    over(nonce, () => ({
      prepare: async (_, credential) =>
        JSON.stringify(credential?.payload).includes('refused')
          ? { refused: 'payer_unknown', message: 'The payer is not known.' }
          : { prepared: {} },
    })),
  );
  expect(report.laws.filter(({ result }) => result === 'fail')).toEqual([]);
  expect(report.laws).toContainEqual({
    name: 'declines for good only what can no longer be paid',
    result: 'not_applicable',
    reason: 'It declines before it shows the credential to anybody.',
  });
});

it('tells a provider that throws from a rail that does', async () => {
  const { text } = await checkRail(async (world) => ({
    ...(await keyed(world)),
    answer() {
      throw new TypeError('Half a fake.');
    },
  }));
  expect(text).toContain(
    "The subject's provider threw TypeError: Half a fake. instead of answering. Have it answer nonsense with a 4xx",
  );
});

/** A runner of tests that runs them one after the other, and says which failed. */
async function run(define: (runner: TestRunner) => void, only: (name: string) => boolean = () => true) {
  const tests: { readonly name: string; readonly body: () => Promise<void> }[] = [];
  define({ describe: (_, body) => body(), it: (name, body) => tests.push({ name, body }) });
  const failed: string[] = [];
  for (const { name, body } of tests.filter((one) => only(one.name)))
    await body().catch((error: unknown) => failed.push(`${name}: ${String(error)}`));
  return { names: tests.map(({ name }) => name), failed };
}

it.each([
  ['hosted', hosted],
  ['broken', over(keyed, () => ({ manifest: { payer: 'nobody' } as never }))],
] as const)(
  'gives the verdict on the %s rail once, at the end of its tests, without trying anything twice',
  async (_, subject) => {
    const verdicts: RailVerdict[] = [];
    const { names, failed } = await run((runner) =>
      testRail(runner, subject, (verdict) => void verdicts.push(verdict)),
    );
    expect(verdicts).toEqual([await checkRail(subject)]);
    expect(names.at(-1)).toBe('have a verdict');
    expect(failed).toHaveLength(
      verdicts[0]?.report.laws.filter(({ result }) => result === 'fail').length ?? 0,
    );
  },
);

it('makes no test of the verdict when nobody wants it', async () => {
  const { names } = await run((runner) => testRail(runner, keyed));
  expect(names).not.toContain('have a verdict');
});

it('gives no verdict on half the laws', async () => {
  const verdicts: RailVerdict[] = [];
  const { failed } = await run(
    (runner) => testRail(runner, hosted, (verdict) => void verdicts.push(verdict)),
    (name) => name !== 'has a manifest that makes sense',
  );
  expect(verdicts).toEqual([]);
  expect(failed).toEqual([
    'have a verdict: Error: There is no verdict: "has a manifest that makes sense" was not tested before. Run all tests, one after the other.',
  ]);
});
