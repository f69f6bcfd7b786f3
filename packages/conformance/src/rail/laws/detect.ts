import { expect } from '../../expect.ts';
import { PLATFORMS, PROTOCOLS, placesOf } from '../foreign.ts';
import { hostileRequests } from '../hostile.ts';
import { law, type RailLaw } from '../law.ts';
import { placeOf } from '../place.ts';
import { anyRail } from '../shape.ts';
import { caught, goodRequest, quietly, shown, textOf } from './reading.ts';

/** How a rail reads what reaches it. */
export const detectLaws: readonly RailLaw[] = [
  law('reads whatever bytes come without throwing', anyRail, async (open) => {
    const scene = await open();
    const { rail } = scene;
    const isAgent = rail.manifest.payer === 'agent';
    for (const request of hostileRequests(await goodRequest(scene))) {
      const what = (): string => `detect, given ${shown(request)},`;
      const detected = caught(what, () => rail.detect(request));
      const isRefusal = detected && 'refused' in detected && typeof detected.message === 'string';
      const isCredential = detected && 'fingerprint' in detected && typeof detected.fingerprint === 'string';
      expect(
        detected === null || isRefusal === true || isCredential === true,
        () => `${what()} gave neither null nor a refusal nor a credential.`,
      );
      expect(
        detected === null || isAgent,
        () => `${what()} found something, though no agent pays on this rail.`,
      );
      if (!detected || 'refused' in detected) continue;
      const checked = rail.check?.(scene.purchase(), detected, placeOf(scene));
      await checked?.catch((error: unknown) => {
        throw new Error(`check, after ${what()} threw: ${String(error)}`, { cause: error });
      });
    }
  }),

  law('reads the same bytes in the same way, in every process', anyRail, async (open) => {
    const scene = await open();
    const good = await goodRequest(scene);
    const other = scene.restart();
    for (const request of [...(good ? [good] : []), ...hostileRequests(good)]) {
      const texts = [scene.rail, scene.rail, other].map((rail) => textOf(() => rail.detect(request)));
      expect(
        new Set(texts).size === 1,
        () => `detect, given ${shown(request)}, did not always find the same.`,
      );
    }
  }),

  law("claims no other rail's credential", anyRail, async (open) => {
    const scene = await open();
    const { bench, rail } = scene;
    const good = await goodRequest(scene);
    const own = new Set(good ? [good, ...(bench.spellings?.(good) ?? [])].flatMap(placesOf) : []);
    const others = PROTOCOLS.filter((presented) => !presented.flatMap(placesOf).some((one) => own.has(one)));
    for (const request of [...PLATFORMS, ...others.flat()]) {
      const detected = quietly(() => rail.detect(request));
      expect(detected === null, () => `detect claims ${shown(request)}, which is not its own.`);
    }
  }),
];
