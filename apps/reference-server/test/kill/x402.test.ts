import { expect, test } from 'vitest';
import { killAtEveryStep } from './every-step.ts';

test('a server killed before or after any step of a payment by x402 has, after a restart, been paid exactly once or certainly not', async () => {
  const ended = (await killAtEveryStep('x402')).map((one) => one.ended);
  expect(new Set(ended)).toEqual(new Set(['paid', 'unpaid']));
}, 300_000);
