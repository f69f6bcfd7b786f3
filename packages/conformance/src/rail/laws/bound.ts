import { type Credential, isSameMoney, type Money, type Purchase } from '@railyard/core/rail';
import { expect } from '../../expect.ts';
import { attemptOf } from '../attempt.ts';
import { said } from '../call.ts';
import { law, type RailLaw } from '../law.ts';
import { found, placeOf } from '../place.ts';
import type { Scene } from '../scene.ts';
import { byAgents } from '../shape.ts';
import { amount, taken } from '../words.ts';

/** What a credential was made for, against what is paid with it: the total is taken, or nothing. */
export const boundLaws: readonly RailLaw[] = [
  law('takes no credential that was made for less', byAgents, async (open) => {
    const scene = await open();
    const { total } = scene.purchase();
    const { min } = rangeOf(scene, total);
    if (min === total.amount) return 'It takes one amount only.';
    await takesTotalOrNothing(scene, total, { ...total, amount: min });
    return null;
  }),

  law('takes no more than the total, whatever its credential was made for', byAgents, async (open) => {
    const scene = await open();
    const usual = scene.purchase().total;
    const { min, max } = rangeOf(scene, usual);
    if (min === max) return 'It takes one amount only.';
    const more = { ...usual, amount: Math.min(2 * usual.amount, max) };
    const total = more.amount > usual.amount ? usual : { ...usual, amount: min };
    await takesTotalOrNothing(scene, total, more);
    return null;
  }),

  law('takes no credential that was made for another currency', byAgents, async (open) => {
    const { rail } = await open();
    const [currency, ...others] = Object.entries(rail.manifest.currencies);
    if (!currency || others.length === 0) return 'It takes one currency only.';
    for (const [other, { min, max = Number.MAX_SAFE_INTEGER }] of others) {
      const scene = await open();
      const { total } = scene.purchase();
      const like = { amount: Math.min(Math.max(min, total.amount), max), currency: other };
      await takesTotalOrNothing(scene, total, like);
    }
    return null;
  }),
];

/** Pays this total with a credential that was made for another, and complains of every other charge. */
async function takesTotalOrNothing(scene: Scene, total: Money, made: Money): Promise<void> {
  const purchase = scene.purchase({ total });
  const credential = found(scene.rail, await scene.good(scene.purchase({ total: made })));
  if (await isRefused(scene, purchase, credential)) return;
  const answer = await attemptOf(scene, purchase, credential).settle();
  expect(
    scene.book().charges.every((charge) => isSameMoney(charge, total)),
    `With a credential for ${amount(made)} of a purchase of ${amount(total)}, settle ${said(answer)} and ${taken(scene.book())}. Refuse it in check.`,
  );
}

function rangeOf({ rail }: Scene, { currency }: Money): { readonly min: number; readonly max: number } {
  const { min = 1, max = Number.MAX_SAFE_INTEGER } = rail.manifest.currencies[currency] ?? {};
  return { min, max };
}

/** Whether the rail's own check turns this credential away. */
async function isRefused(scene: Scene, purchase: Purchase, credential: Credential): Promise<boolean> {
  const refusal = await scene.rail.check?.(purchase, credential, placeOf(scene)).catch(() => 'thrown');
  return refusal !== undefined && refusal !== null;
}
