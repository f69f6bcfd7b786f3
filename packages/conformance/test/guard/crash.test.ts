import { describe, expect, it } from 'vitest';
import { mortal } from '../../src/index.ts';
import { nonce, pass, signed } from '../engine/calls.ts';
import { MINUTE } from '../engine/world.ts';
import { openShop } from './shop.ts';

/** Lets a shop's engine die at its n-th call of the store or the provider while it answers a paying request. */
async function die(at: number, when: 'before' | 'after') {
  const shop = openShop();
  const { world } = shop;
  const headers = nonce(signed(world));
  const doom = mortal({ store: world.store, fetch: world.provider.fetch }, at, when);
  const doomed = shop.with({ checkout: world.engine({ store: doom.store, fetch: doom.fetch }).checkout });
  const end = await world.runtime.run(
    Promise.race([
      doomed.ask(headers).then(() => 'finished' as const),
      doom.death.then(() => 'died' as const),
    ]),
  );
  await pass(world, 2 * MINUTE);
  const unaided = world.provider.charges.length;
  const retry = await shop.ask(headers);
  const again = await shop.ask(headers);
  return {
    end,
    unaided,
    answers: [retry.status, again.status],
    same: (await retry.text()) === (await again.text()),
    charges: world.provider.charges.length,
    runs: shop.runs.length,
  };
}

describe.each(['before', 'after'] as const)(
  'a guarded request whose engine dies %s any of its calls',
  (when) => {
    it('is charged once and answered in the end, by at most two runs of its handler', async () => {
      const ends = [];
      do ends.push(await die(ends.length + 1, when));
      while (ends.at(-1)?.end === 'died');

      expect(ends.length).toBeGreaterThan(6);
      for (const { unaided, answers, same, charges, runs } of ends) {
        expect({ answers, same, charges }).toEqual({ answers: [200, 200], same: true, charges: 1 });
        expect(unaided).toBeLessThanOrEqual(1);
        expect(runs).toBeLessThanOrEqual(2);
      }
    });
  },
);
