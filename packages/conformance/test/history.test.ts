import { expect, it } from 'vitest';
import { inexplicable, type Operation } from '../src/store/history.ts';

const call = (
  [called, answered]: readonly [number, number],
  reads: Operation['reads'],
  writes: Operation['writes'] = {},
): Operation => ({ called, answered, reads, writes });

it.each<readonly [string, readonly Operation[]]>([
  ['calls one after the other', [call([1, 2], { a: null }, { a: 1 }), call([3, 4], { a: 1 }, { a: 2 })]],
  ['a read beside a write that sees it', [call([1, 4], { a: null }, { a: 1 }), call([2, 3], { a: 1 })]],
  ['a read beside a write that does not', [call([1, 4], { a: null }, { a: 1 }), call([2, 3], { a: null })]],
  ['writes of other keys', [call([1, 2], { a: null }, { a: 1 }), call([1, 2], { b: null }, { b: 2 })]],
])('explains %s', (_, history) => {
  expect(inexplicable(history)).toBeNull();
});

it.each<readonly [string, readonly Operation[]]>([
  ['a lost update', [call([1, 4], { a: null }, { a: 1 }), call([2, 3], { a: null }, { a: 2 })]],
  ['a read of what was replaced before', [call([1, 2], { a: null }, { a: 1 }), call([3, 4], { a: null })]],
  ['a read of what nobody wrote', [call([1, 2], { a: 7 })]],
  ['a read of what is written later', [call([1, 2], { a: 1 }), call([3, 4], { a: null }, { a: 1 })]],
  [
    'a read that goes back behind another',
    [call([1, 9], { a: null }, { a: 1 }), call([2, 3], { a: 1 }), call([4, 5], { a: null })],
  ],
  [
    'two keys of which each reader sees another one first',
    [
      call([1, 9], { a: null }, { a: 1 }),
      call([1, 9], { b: null }, { b: 2 }),
      call([2, 8], { a: 1, b: null }),
      call([2, 8], { a: null, b: 2 }),
    ],
  ],
  ['half an update', [call([1, 9], { a: null, b: null }, { a: 1, b: 1 }), call([2, 3], { a: 1, b: null })]],
])('does not explain %s', (_, history) => {
  expect(inexplicable(history)).not.toBeNull();
});
