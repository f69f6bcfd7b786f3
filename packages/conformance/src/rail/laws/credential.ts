import { expect } from '../../expect.ts';
import { law, type RailLaw } from '../law.ts';
import { found } from '../place.ts';
import { lacking } from '../scene.ts';
import { byAgents } from '../shape.ts';
import { shown, textOf } from './reading.ts';

/** What a credential is. */
export const credentialLaws: readonly RailLaw[] = [
  law(
    'gives all spellings of a credential one fingerprint, which begins with its kind',
    byAgents,
    async (open) => {
      const scene = await open();
      const { bench } = scene;
      if (!bench.spellings) throw lacking('spellings', 'a rail that agents pay');
      const request = await scene.good(scene.purchase());
      const { fingerprint } = found(scene.rail, request);
      expect(
        /^[\w.-]+:\S/.test(fingerprint),
        `The fingerprint "${fingerprint}" does not begin with its kind.`,
      );
      for (const spelling of bench.spellings(request)) {
        const other = found(scene.rail, spelling).fingerprint;
        expect(
          other === fingerprint,
          `One credential has two fingerprints: "${fingerprint}", and "${other}" as ${shown(spelling)}.`,
        );
      }
      const another = await scene.good(scene.purchase());
      const isNew = found(scene.rail, another).fingerprint !== fingerprint;
      expect(isNew, `Two credentials have the fingerprint "${fingerprint}".`);
    },
  ),

  law('gives what consumes the same one fingerprint', byAgents, async (open) => {
    const scene = await open();
    const { bench, rail } = scene;
    if (!bench.twin) return 'Nothing but the credential itself consumes the same, says the subject.';
    const request = await scene.good(scene.purchase());
    const twin = await bench.twin(request);
    const [one, other] = [found(rail, request), found(rail, twin)];
    expect(
      textOf(() => one.payload) !== textOf(() => other.payload),
      `The subject's twin is the same credential: ${shown(twin)}.`,
    );
    expect(
      one.fingerprint === other.fingerprint,
      `Two credentials that consume the same have two fingerprints: "${one.fingerprint}", and "${other.fingerprint}" as ${shown(twin)}.`,
    );
    return null;
  }),

  law('finds credentials that can be stored', byAgents, async (open) => {
    const scene = await open();
    const request = await scene.good(scene.purchase());
    const { payload, facts, expiresAt } = found(scene.rail, request);
    for (const [name, value] of Object.entries({ payload, facts })) {
      const isWhole = textOf(() => value) === textOf(() => JSON.parse(JSON.stringify(value)) as unknown);
      expect(isWhole, `The ${name} of a credential is another one once it was stored as JSON.`);
    }
    for (const [name, value] of Object.entries(facts)) {
      expect(typeof value === 'string', `The fact "${name}" of a credential is no text.`);
    }
    const isTime = expiresAt === null || (Number.isSafeInteger(expiresAt) && expiresAt > scene.now());
    expect(isTime, `A new credential ends at ${expiresAt}, in milliseconds since 1970.`);
  }),
];
