import { expect } from '../../expect.ts';
import { hostileRequests } from '../hostile.ts';
import { law, type RailLaw } from '../law.ts';
import { PLAIN, placeOf } from '../place.ts';
import { anyRail } from '../shape.ts';
import { caught, goodRequest, quietly, shown, textOf } from './reading.ts';

/** How a rail reads what reaches it. */
export const detectLaws: readonly RailLaw[] = [
  law('reads whatever bytes come without throwing', anyRail, async (open) => {
    const scene = await open();
    const { rail } = scene;
    const isPerson = rail.manifest.payer === 'human';
    for (const request of hostileRequests(await goodRequest(scene))) {
      const what = `detect, given ${shown(request)},`;
      const detected = caught(what, () => rail.detect(request));
      const isRefusal = detected && 'refused' in detected && typeof detected.message === 'string';
      const isCredential = detected && 'fingerprint' in detected && typeof detected.fingerprint === 'string';
      expect(
        detected === null || isRefusal === true || isCredential === true,
        `${what} gave neither null nor a refusal nor a credential.`,
      );
      expect(detected === null || !isPerson, `${what} found something, though a person pays on this rail.`);
      if (!detected || 'refused' in detected) continue;
      const checked = rail.check?.(scene.purchase(), detected, placeOf(scene));
      await checked?.catch((error: unknown) => {
        throw new Error(`check, after ${what} threw: ${String(error)}`, { cause: error });
      });
    }
  }),

  law('reads the same bytes in the same way, in every process', anyRail, async (open) => {
    const scene = await open();
    const good = await goodRequest(scene);
    const other = scene.restart();
    for (const request of [...(good ? [good] : []), ...hostileRequests(good)]) {
      const texts = [scene.rail, scene.rail, other].map((rail) => textOf(() => rail.detect(request)));
      expect(new Set(texts).size === 1, `detect, given ${shown(request)}, did not always find the same.`);
    }
  }),

  law("claims no other rail's credential", anyRail, async (open) => {
    const scene = await open();
    const own = Object.keys((await goodRequest(scene))?.headers ?? {});
    for (const [name, value] of FOREIGN) {
      const isOwn = own.includes(name) && name !== 'authorization';
      const request = { ...PLAIN, headers: { [name]: value } };
      const detected = isOwn ? null : quietly(() => scene.rail.detect(request));
      expect(detected === null, `detect claims "${name}: ${value}", which is not its own.`);
    }
    const detected = quietly(() => scene.rail.detect({ ...PLAIN, meta: { 'another.example/payment': {} } }));
    expect(detected === null, 'detect claims "_meta.another.example/payment", which is not its own.');
  }),
];

const FOREIGN = [
  ['authorization', 'Bearer sk_of_the_platform'],
  ['authorization', 'Basic dXNlcjpwYXNz'],
  ['x-another-payment', 'tok_1'],
  ['x-keyed-token', 'tok_1'],
  ['x-nonce', 'payer.nonce.1.usd.1'],
  ['cookie', 'session=1'],
  ['stripe-signature', 't=1,v1=00'],
] as const;
