import { type Challenge, canonical, type Json, type Purchase } from '@railyard/core/rail';
import { expect } from '../../expect.ts';
import { messageOf } from '../call.ts';
import { law, type RailLaw } from '../law.ts';
import { askingOf, placeOf } from '../place.ts';
import { edgesOf, purchaseOf, strangePurchases } from '../purchase.ts';
import type { Scene } from '../scene.ts';
import { byAgents, takesMoney } from '../shape.ts';
import { amount, titleOf } from '../words.ts';
import { fitHeaders, listed } from '../written.ts';
import { receiptsOf } from './receipt.ts';

/** What a rail tells payers before they pay, and what it writes. */
export const challengeLaws: readonly RailLaw[] = [
  law('offers the same terms for the same purchase each time, in every process', byAgents, async (open) => {
    const scene = await open();
    const purchase = scene.purchase();
    const first = await challengeOf(scene, purchase);
    const rails = [scene.rail, scene.restart()];
    for (const rail of rails) {
      const { offer } = await challengeOf({ ...scene, rail }, purchase);
      const [one, other] = [canonical(first.offer), canonical(offer)];
      expect(one === other, `One purchase was offered at ${one}, and then at ${other}.`);
    }
  }),

  law('makes a challenge for whatever it takes, however it is called', byAgents, async (open) => {
    const scene = await open();
    const { rail } = scene;
    const dear = edgesOf(rail).map((total) => purchaseOf(total));
    for (const purchase of [...dear, ...strangePurchases(scene.purchase().total)]) {
      if (rail.accepts?.(purchase)) continue;
      const what = `challenge, for ${amount(purchase.total)} of ${titleOf(purchase)},`;
      const challenge = await challengeOf(scene, purchase).catch((error: unknown) => {
        throw new Error(`${what} threw: ${messageOf(error)}`, { cause: error });
      });
      for (const part of ['body', 'meta', 'offer'] as const) {
        const isJson =
          canonical(challenge[part]) === canonical(JSON.parse(JSON.stringify(challenge[part])) as Json);
        expect(isJson, `${what} gave a ${part} that is not JSON.`);
      }
    }
  }),

  law('writes into a challenge only what its manifest lists', byAgents, async (open) => {
    const scene = await open();
    listed(scene.rail, await challengeOf(scene, scene.purchase()), 'challenge');
  }),

  law('writes into a receipt only what its manifest lists', takesMoney, async (open) => {
    const scene = await open();
    const receipts = await receiptsOf(scene, scene.purchase());
    for (const receipt of receipts) listed(scene.rail, receipt, 'receipt');
  }),

  law('writes headers that HTTP can carry, whatever things are called', takesMoney, async (open) => {
    const scene = await open();
    const { rail } = scene;
    for (const purchase of strangePurchases(scene.purchase().total)) {
      if (rail.manifest.payer !== 'agent' || rail.accepts?.(purchase)) continue;
      const challenge = await challengeOf(scene, purchase).catch(() => null);
      if (challenge) fitHeaders(challenge.headers, `The challenge for ${titleOf(purchase)}`);
    }
    for (const purchase of strangePurchases(scene.purchase().total).slice(0, 4)) {
      const receipts = await receiptsOf(await open(), purchase).catch(() => []);
      for (const { headers } of receipts) fitHeaders(headers, `The receipt for ${titleOf(purchase)}`);
    }
  }),

  law('keeps the headers of a challenge below 8 kB', byAgents, async (open) => {
    const scene = await open();
    const resource = `https://shop.example/checkout?${'q'.repeat(3_000)}`;
    for (const purchase of strangePurchases(scene.purchase().total)) {
      const { headers } = (await challengeOf(scene, purchase, resource).catch(() => null)) ?? { headers: {} };
      const size = new TextEncoder().encode(Object.entries(headers).flat().join('')).length;
      expect(size < 8_192, `The headers of the challenge for ${titleOf(purchase)} have ${size} bytes.`);
    }
  }),
];

/** The challenge that the rail makes for this purchase. */
export function challengeOf(
  scene: Pick<Scene, 'rail' | 'now'>,
  purchase: Purchase,
  resource = placeOf(scene).resource,
): Promise<Challenge> {
  return scene.rail.challenge(structuredClone(purchase), { ...askingOf(scene), resource });
}
