import { expect, test } from 'vitest';
import { killCardsAtEveryStep } from './card/every-step.ts';

test('S3.10 S3.18 a server killed before or after any step of a purchase with a card leaves, after a restart, one order that is paid or none, and no card that can still be charged', async () => {
  const table = await killCardsAtEveryStep();
  console.table(table);
  expect(new Set(table.map(({ ended }) => ended))).toEqual(new Set(['paid', 'unpaid']));
}, 300_000);
