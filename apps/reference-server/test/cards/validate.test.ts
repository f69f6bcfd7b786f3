import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTill } from '../till.ts';
import { openYard, type Yard } from '../yard.ts';

let yard: Yard;
beforeAll(async () => {
  yard = await openYard();
}, 30_000);
afterAll(() => yard.stop());

interface Check {
  readonly label: string;
  readonly severity: 'pass' | 'skip' | 'suggested' | 'warn' | 'fail';
}

interface Report {
  readonly discovery: { readonly checks: readonly Check[] };
  readonly endpoints: readonly {
    readonly path: string;
    readonly challenge: readonly Check[];
    readonly errorHandling: readonly Check[];
  }[];
  readonly summary: Readonly<Record<string, number>>;
}

/** What `mppx validate`, as it comes, says of the server. */
async function validated(...more: string[]): Promise<Report> {
  const program = new URL('../../node_modules/mppx/dist/bin.js', import.meta.url).pathname;
  const args = [program, 'validate', yard.facts.base_url, '--output-json', ...more];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 10_000_000 });
  return JSON.parse(stdout) as Report;
}

const remarks = (checks: readonly Check[]) => checks.filter(({ severity }) => severity !== 'pass');

test('mppx validate finds nothing wrong with the server, its document and its paid page', async () => {
  const { summary, discovery, endpoints } = await validated();
  expect(summary).toMatchObject({ failed: 0, warnings: 0, suggested: 0 });
  expect(remarks(discovery.checks)).toEqual([]);
  const page = endpoints.find(({ path }) => path === '/demo/weather');
  expect(remarks(page?.challenge ?? [])).toEqual([]);
  expect(page?.errorHandling).toMatchObject([
    { label: 'Malformed credential returns 402', severity: 'pass' },
    { label: 'Error response includes fresh challenge', severity: 'pass' },
  ]);
  expect(endpoints.map(({ path }) => path)).toContain('/api/agent/cart/{cart_id}/checkout');
}, 60_000);

test('it finds nothing wrong with the challenge of a checkout', async () => {
  const till = await openTill(yard);
  const { endpoints } = await validated(
    '--endpoint',
    `POST:${new URL(till.url).pathname}`,
    '-H',
    `authorization: Bearer ${till.apiKey}`,
    '-H',
    `idempotency-key: ${randomUUID()}`,
  );
  const challenge = endpoints[0]?.challenge ?? [];
  expect(remarks(challenge)).toEqual([]);
  expect(challenge.map(({ label }) => label)).toContain('Challenge parseable');
}, 60_000);
