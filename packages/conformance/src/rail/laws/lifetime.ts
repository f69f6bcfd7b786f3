import { expect } from '../../expect.ts';
import { said } from '../call.ts';
import { beginGood, paidOn, refundOf, refundOne, settleOne } from '../course.ts';
import { LOST } from '../fault.ts';
import { law, type RailLaw } from '../law.ts';
import type { Scene } from '../scene.ts';
import { having, takesMoney } from '../shape.ts';
import { callsOf, mishaps, story, under } from '../sweep.ts';
import { givenBack } from '../words.ts';
import { ofParts } from './refunding.ts';
import { isTrue, onlyOnce } from './truth.ts';

const DAY = 86_400_000;
/** So long a rail has to be right that says of its provider's keys that they never lapse. */
export const LONG = 30 * DAY;

/** A repeat at the last moment at which the engine may still send one. */
export const lifetimeLaws: readonly RailLaw[] = [
  law('takes the money once, up to the end of its "keyLifetime"', takesMoney, async (open) => {
    for (const mishap of mishaps(await callsOf(open, 'settle', settleOne), [LOST])) {
      const scene = await open();
      const attempt = await beginGood(scene);
      await under(scene, 'settle', mishap, () => attempt.settle());
      const { expiresAt } = attempt.credential ?? { expiresAt: null };
      const later = waitToTheEnd(scene, LONG, expiresAt);
      const answer = await attempt.settle({ first: false, rail: scene.restart() });
      const what = `${story(scene, 'settle', mishap)}, and ${later}`;
      onlyOnce(scene, `${what}, settle was called again`);
      await isTrue(scene, what, 'settle', answer);
    }
  }),

  law('gives back once, up to the end of its "keyLifetime"', having('refund'), async (open) => {
    const all = mishaps(await callsOf(open, 'refund', refundOne), [LOST]);
    for (const [part, mishap] of ofParts((await open()).rail, all)) {
      const scene = await open();
      const attempt = await paidOn(scene);
      const request = refundOf(attempt, part);
      await under(scene, 'refund', mishap, () => attempt.refund(request));
      const later = waitToTheEnd(scene, DAY, null);
      const answer = await attempt.refund(request, { first: false, rail: scene.restart() });
      const { refunds } = scene.book();
      const what = `${story(scene, 'refund', mishap)}, and ${later}, refund ${said(answer)} and ${givenBack(scene.book())}`;
      expect(refunds.length <= 1, `${what}.`);
      expect(answer.state !== 'failed' || refunds.length === 0, `${what}.`);
      expect(answer.state !== 'refunded' || refunds.length === 1, `${what}.`);
    }
  }),
];

/** Lets time pass until the key is about to be forgotten, or the credential about to end; says how long that took. */
function waitToTheEnd(scene: Scene, unbounded: number, expiresAt: number | null): string {
  const wait = timeLeft(scene, unbounded, expiresAt);
  scene.advance(wait);
  const time = wait < DAY ? `${(wait / 3_600_000).toFixed(1)} hours` : `${(wait / DAY).toFixed(1)} days`;
  return `${time} later, while it may still be sent`;
}

/** Milliseconds until a second before nothing may be sent any more. */
export function timeLeft({ rail, now }: Scene, unbounded: number, expiresAt: number | null): number {
  const window = rail.manifest.keyLifetime ?? unbounded;
  const left = expiresAt === null ? window : Math.min(window, expiresAt - now());
  return Math.max(0, left - 1_000);
}
