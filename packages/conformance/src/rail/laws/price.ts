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
      const scene = await open();
      const pairs = amountsIn(range).map((pair) => pair.map((number) => ({ amount: number, currency })));
      const [total, other] = pairs.find((pair) => pair.every((one) => accepts(scene, one))) ?? [];
      if (total && other) await namesPrice(scene, total, other);
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
  // Units of its own, such as points, are those that its payer signs for or that it sends.
  const attempt = await beginGood(scene, scene.purchase({ total }));
  await attempt.settle();
  const sent = [attempt.credential, scene.link.calls.map(({ url, body }) => [url, body])];
  const numbers = numbersIn(sent);
  const text = JSON.stringify(sent).toLowerCase();
  expect(
    own.some((number) => numbers.includes(number) || text.includes(hexOf(number))),
    `The offer for ${amount(total)} does not name that price: ${canonical(offer)}. Name it as a decimal, in minor units, or in the units that settle sends.`,
  );
}

/** A whole number in hexadecimal, without zeros before it; as it is when that would be too short to be no chance. */
function hexOf(number: string): string {
  const hex = number.includes('.') ? '' : BigInt(number).toString(16);
  return hex.length < 5 ? number : hex;
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
  if (!accepts(scene, total) || !accepts(scene, like)) return;
  const [terms, others] = [await offerFor(scene, total), await offerFor(scene, like)].map(canonical);
  expect(terms !== others, `One offer is for ${amount(total)} and for ${amount(like)}: ${terms}.`);
}

function accepts(scene: Scene, total: Money): boolean {
  return !scene.rail.accepts?.(scene.purchase({ total }));
}

async function offerFor(scene: Scene, total: Money): Promise<JsonObject> {
  return (await challengeOf(scene, scene.purchase({ total }))).offer;
}

const SPAN = 12_345;

/**
 * Two amounts within a range, and again two that are round, for a rail that takes whole units only. None is an end of
 * the range, which an offer may list beside its price.
 */
function amountsIn({ min, max = Infinity }: Listed[1]): readonly (readonly number[])[] {
  const span = Math.min(max - min, SPAN);
  const [low, high] = [min + Math.floor(span / 3), min + Math.ceil((2 * span) / 3)];
  const round = [Math.ceil(low / 100) * 100, Math.floor(high / 100) * 100];
  return [[low, high], round].filter(([one = 0, other = 0]) => one < other);
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
