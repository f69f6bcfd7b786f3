import { expect, test } from 'vitest';
import { madeOnce } from '../src/made-once.ts';

test('what is made of a value is made once for it, and anew for another', () => {
  const asked: string[] = [];
  const shape = madeOnce(({ name }: { readonly name: string }) => {
    asked.push(name);
    return { shaped: name };
  });
  const [first, second] = [{ name: 'one' }, { name: 'one' }];
  expect(shape(first)).toBe(shape(first));
  expect(shape(second)).not.toBe(shape(first));
  expect(asked).toEqual(['one', 'one']);
});
