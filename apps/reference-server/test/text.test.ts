import { z } from '@hono/zod-openapi';
import { expect, test } from 'vitest';
import { line, text } from '../src/text.ts';
import { openShop } from './shop.ts';

const KINDS = [
  ['text', text(10)],
  ['a line', line(10)],
] as const;

test.each(KINDS)(
  '%s is as long as JSON Schema counts: a pair of surrogates is one character',
  (_, schema) => {
    expect(z.toJSONSchema(schema, { io: 'input' })).toMatchObject({ minLength: 1, maxLength: 10 });
    expect(schema.safeParse('😀'.repeat(10)).success).toBe(true);
    expect(schema.safeParse('😀'.repeat(11)).error?.issues).toMatchObject([
      { message: 'Send 10 characters at most.' },
    ]);
  },
);

test.each(KINDS)('%s is refused where the pattern of the document refuses it', (_, schema) => {
  const { pattern } = z.toJSONSchema(schema, { io: 'input' });
  for (const value of ['a', ' a ', 'é', '😀', '', ' ', 'a\u0000', '\ud800', 'a\nb', '\u2028']) {
    const isAllowed = value !== '' && new RegExp(String(pattern), 'u').test(value);
    expect([value, schema.safeParse(value).success]).toEqual([value, isAllowed]);
  }
});

test.each(['%00', 'acme%00', '%ED%A0%80'])('no seller is under the handle %s', async (handle) => {
  const { call } = await openShop();
  const { status, body } = await call('GET', `/api/agent/sellers/${handle}`);
  expect([status, body.error]).toEqual([404, 'not_found']);
});
