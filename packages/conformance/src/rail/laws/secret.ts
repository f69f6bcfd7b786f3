import { expect } from '../../expect.ts';
import { everywhere } from '../asks.ts';
import { begin, paidOn, refundOf } from '../course.ts';
import { FAULTS } from '../fault.ts';
import { hostileRequests } from '../hostile.ts';
import { law, type RailLaw } from '../law.ts';
import { placeOf } from '../place.ts';
import type { Scene } from '../scene.ts';
import { anyRail } from '../shape.ts';
import { under } from '../sweep.ts';
import { quietly } from './reading.ts';

/** What nobody may be told. */
export const secretLaws: readonly RailLaw[] = [
  law('tells no secret, whatever goes wrong', anyRail, async (open) => {
    const quiet = await open();
    await everything(quiet);
    noneIn(quiet, 'While nothing was wrong');
    await everywhere(open, FAULTS, async ({ scene, attempt, member, mishap: { at, fault } }) => {
      // What it finds of a payment that may or may not have been sent, it may tell otherwise.
      if (member === 'settle') await under(scene, 'status', { at, fault }, () => attempt.status());
      noneIn(scene, `With a call of ${member} that ${fault.says}`);
    });
  }),
];

/** Has the rail say all that it can say. */
async function everything(scene: Scene): Promise<void> {
  const { rail, told } = scene;
  const isPerson = rail.manifest.payer === 'human';
  const request = isPerson ? null : await scene.good(scene.purchase());
  for (const one of hostileRequests(request)) {
    const detected = quietly(() => rail.detect(one));
    // A fingerprint may hold what the provider consumes; it is kept, and never shown.
    if (detected) told.push('refused' in detected ? detected : detected.facts);
  }
  if (request) {
    const terms = await rail
      .challenge(scene.purchase(), { ...placeOf(scene), request })
      .catch((error: unknown) => error);
    told.push(terms);
  }
  for (const [index, fate] of (['declined', 'pending', 'short'] as const).entries()) {
    const attempt = isPerson ? null : await begin(scene, scene.purchase(), fate, index + 2);
    await attempt?.settle();
    await attempt?.status();
  }
  if (!rail.cancel && isPerson) return;
  const paid = await paidOn(scene);
  if (rail.refund) await paid.refund(refundOf(paid));
  if (rail.cancel) await paid.cancel();
}

function noneIn({ bench, told }: Scene, what: string): void {
  const texts = told.map(wholeText);
  for (const secret of bench.secrets().filter((one) => one.length > 3)) {
    const text = texts.find((one) => one.toLowerCase().includes(secret.toLowerCase()));
    const cut = text?.replaceAll(secret, '[the secret]').slice(0, 200);
    expect(
      text === undefined,
      `${what}, the rail told a secret that begins with "${secret.slice(0, 4)}": ${cut}`,
    );
  }
}

/** All that an object says, an error's message, members and causes included. */
function wholeText(value: unknown): string {
  if (!(value instanceof Error)) return JSON.stringify(value) ?? '';
  const members = JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'bigint' ? `${member}` : member,
  );
  return `${value.name} ${value.message} ${members} ${value.cause === undefined ? '' : wholeText(value.cause)}`;
}
