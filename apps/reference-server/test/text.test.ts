import { z } from '@hono/zod-openapi';
import { expect, test } from 'vitest';
import { line, text } from '../src/surfaces/kifly/text.ts';

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

test('a line is refused where the pattern of the document refuses it', () => {
  const schema = line(10);
  const { pattern } = z.toJSONSchema(schema, { io: 'input' });
  for (const value of ['a', ' a ', 'é', '😀', '', ' ', 'a\u0000', '\ud800', 'a\nb', '\u2028']) {
    expect([value, schema.safeParse(value).success]).toEqual([
      value,
      new RegExp(String(pattern), 'u').test(value),
    ]);
  }
});
