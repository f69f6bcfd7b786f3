import { toDecimal } from '@railyard/core';
import { canonical, type JsonObject, type Money, type RailManifest } from '@railyard/core/rail';
import { expect } from '../../expect.ts';
import { beginGood } from '../course.ts';
import { law, type RailLaw } from '../law.ts';
import type { Scene } from '../scene.ts';
import { byAgents } from '../shape.ts';
import { amount } from '../words.ts';
import { challengeOf } from './challenge.ts';

/** A currency and its range, as the manifest lists them. */
type Listed = readonly [currency: string, range: RailManifest['currencies'][string]];

/** What an offer asks for. */
export const priceLaws: readonly RailLaw[] = [
  law('offers each purchase at its own price', byAgents, async (open) => {
    const { rail } = await open();
    const currencies = Object.entries(rail.manifest.currencies);
    for (const [currency, range] of currencies) {
      const [total, other] = amountsIn(range).map((number) => ({ amount: number, currency }));
      if (total && other) await namesPrice(await open(), total, other);
    }
    const [first, ...others] = currencies;
    if (first) for (const other of others) await areTwo(await open(), first, other);
  }),
];

/** Complains unless a number stands in the offer for this total, and not in that for the other, that is its price. */
async function namesPrice(scene: Scene, total: Money, other: Money): Promise<void> {
  const offer = await offerFor(scene, total);
  const elsewhere = numbersIn(await offerFor(scene, other));
  const own = numbersIn(offer).filter((number) => !elsewhere.includes(number));
  if (own.some((number) => isPrice(number, total))) return;
  // Units of its own, such as points, are those that it sends.
  await (await beginGood(scene, scene.purchase({ total }))).settle();
  const sent = numbersIn(scene.link.calls.map(({ url, body }) => [url, body]));
  expect(
    own.some((number) => sent.includes(number)),
    `The offer for ${amount(total)} does not name that price: ${canonical(offer)}. Name it as a decimal, in minor units, or in the units that settle sends.`,
  );
}

/** Complains when the same amount of two currencies is offered on the same terms. */
async function areTwo(
  scene: Scene,
  [one, range]: Listed,
  [other, { min, max = Infinity }]: Listed,
): Promise<void> {
  const number = Math.max(range.min, min);
  if (number > Math.min(range.max ?? Infinity, max)) return;
  const total = { amount: number, currency: one };
  const like = { amount: number, currency: other };
  const [terms, others] = [await offerFor(scene, total), await offerFor(scene, like)].map(canonical);
  expect(terms !== others, `One offer is for ${amount(total)} and for ${amount(like)}: ${terms}.`);
}

async function offerFor(scene: Scene, total: Money): Promise<JsonObject> {
  return (await challengeOf(scene, scene.purchase({ total }))).offer;
}

const SPAN = 12_345;

/** Two amounts within a range, and not at its ends, which an offer may list beside its price; none in a range of one. */
function amountsIn({ min, max = Infinity }: Listed[1]): readonly number[] {
  const span = Math.min(max - min, SPAN);
  return span === 0 ? [] : [min + Math.floor(span / 3), min + Math.ceil((2 * span) / 3)];
}

/** The numbers in JSON, and in its texts: `1234.50` of `USD 1,234.50`. */
function numbersIn(value: unknown): readonly string[] {
  const found = JSON.stringify(value, null, 1).match(/\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?/g) ?? [];
  return found.map((number) => number.replaceAll(',', ''));
}

/** Whether this is the total as a decimal, or in minor units, which have no point. */
function isPrice(number: string, total: Money): boolean {
  const isDecimal = Number(number) === Number(toDecimal(total));
  return isDecimal || (!number.includes('.') && Number(number) === total.amount);
}
