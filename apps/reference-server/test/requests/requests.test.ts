import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Over } from './play.ts';
import { runRequests } from './run.ts';
import { EMAIL } from './victim.ts';

test('S1.50 hundreds of requests drawn from the document get no 500, nothing outside it and nothing of another tenant', async () => {
  const { count, finding } = await runRequests({ requests: 300, seed: randomInt(1, 1_000_000) });
  expect(finding).toBeNull();
  expect(count.requests()).toBeGreaterThanOrEqual(300);
}, 60_000);

const PLANTED: readonly (readonly [string, Over, RegExp])[] = [
  [
    'a 500',
    (answer, { path }) => (path.startsWith('/api/agent/limits') ? { ...answer, status: 500 } : answer),
    /FAULT 500, so something went wrong inside/,
  ],
  [
    'a field that the document does not have',
    (answer) => withMember(answer, 'cart_id', 'margin_cents', 120),
    /FAULT the body: the whole must NOT have unevaluated properties \("margin_cents"\)/,
  ],
  [
    'a text of another tenant',
    (answer) => withMember(answer, 'error', 'detail', `Ask ${EMAIL}.`),
    /FAULT it shows canary7f3a9c@example.com, which is another's/,
  ],
];

test.each(PLANTED)(
  '%s is found when it is planted',
  async (_, over, fault) => {
    const { finding } = await runRequests({ requests: 2_000, seed: 1, over, patience: 0 });
    expect(finding).toMatch(fault);
  },
  60_000,
);

/** With one member more, or another one, in every JSON that has this one. */
function withMember(
  answer: ReturnType<Over>,
  beside: string,
  name: string,
  value: unknown,
): ReturnType<Over> {
  if (!answer.headers['content-type']?.includes('json')) return answer;
  const read: unknown = JSON.parse(answer.text);
  if (typeof read !== 'object' || read === null || !(beside in read)) return answer;
  return { ...answer, text: JSON.stringify({ ...read, [name]: value }) };
}
