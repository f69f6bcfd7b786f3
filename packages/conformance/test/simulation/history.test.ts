import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { happen, type Plan, planOf, SCENARIOS, shrunk } from '../../src/simulation/index.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');

async function toldOf(plan: Plan): Promise<readonly string[]> {
  const lines: string[] = [];
  await happen(plan, { hash, tell: (line) => void lines.push(line) });
  return lines;
}

it('tells the same history for the same seed, and another for another', async () => {
  const history = await toldOf(planOf(7));
  expect(history.length).toBeGreaterThan(10);
  expect(await toldOf(planOf(7))).toEqual(history);
  expect(await toldOf(planOf(8))).not.toEqual(history);
});

const heard = (lines: readonly string[]) => lines.filter((line) => /webhook|forgery/.test(line));

it('tells the webhooks of a history the same each time, and none where its provider sends none', async () => {
  const { plan } = SCENARIOS['somebody forges a webhook'] ?? {};
  if (!plan) throw new Error('There is no such history.');
  const history = await toldOf(plan);
  expect(heard(history).length).toBeGreaterThan(10);
  expect(await toldOf(plan)).toEqual(history);
  expect(heard(await toldOf({ ...plan, rings: false }))).toEqual([]);
});

it('has authorizations that are refused and can land all the same, and no tokens of that kind', async () => {
  const histories = await Promise.all(Array.from({ length: 100 }, (_, seed) => toldOf(planOf(seed))));
  const refused = histories.flat().flatMap((line) => /(?:tok_|0xab\.)refused/.exec(line) ?? []);
  expect(new Set(refused)).toEqual(new Set(['0xab.refused']));
});

const fails = async ({ clients, faults }: Plan) => clients.length > 0 && faults.length > 1;

it('leaves out of a history whatever it fails without', async () => {
  const plan = planOf(4877);
  const least = await shrunk({ ...plan, faults: [...plan.faults, ...plan.faults] }, fails);
  expect(await fails(least)).toBe(true);
  expect(least).toMatchObject({
    mishaps: [],
    landings: [],
    visits: [],
    transfers: [],
    rings: false,
    posts: [],
    forgeries: [],
    endings: [],
    refundsRefusedFrom: null,
  });
  expect([least.clients.length, least.faults.length]).toEqual([1, 2]);
});

it('has more than sixty named histories', () => {
  expect(Object.keys(SCENARIOS).length).toBeGreaterThanOrEqual(60);
});

it.each(Object.entries(SCENARIOS))('is what its name says when %s', async (_, { plan, shows }) => {
  const lines = await toldOf(plan);
  let at = 0;
  for (const line of shows) {
    const next = lines.findIndex((one, index) => index >= at && line.test(one));
    expect({ line, found: next >= 0 }).toEqual({ line, found: true });
    at = next + 1;
  }
});

it.each(Object.entries(SCENARIOS))('keeps every promise when %s', async (_, { plan }) => {
  expect((await happen(plan, { hash })).violations).toEqual([]);
});
