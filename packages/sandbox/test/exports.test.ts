import { expect, it } from 'vitest';

it('exports what it promises, and nothing else', async () => {
  expect(Object.keys(await import('../src/index.ts'))).toEqual([
    'bystander',
    'localCoinbase',
    'hostile',
    'localShop',
    'startSandbox',
    'localStripe',
  ]);
});
