import type { Attempt } from '../attempt.ts';
import { beginGood } from '../course.ts';
import { LOST } from '../fault.ts';
import { law, type RailLaw } from '../law.ts';
import type { Scene } from '../scene.ts';
import { takesMoney } from '../shape.ts';
import { bothStories, callsOf, type Mishap, mishaps, under } from '../sweep.ts';
import { movingCall } from './moving.ts';
import { endsWell, isTrue } from './truth.ts';

/** A payment that lost its reply, and then one thing more. */
export const twiceLaws: readonly RailLaw[] = [
  law('says nothing untrue when settle goes wrong after a lost reply', takesMoney, async (open) => {
    const lost = { at: await movingCall(open), fault: LOST };
    const count = await callsOf(open, 'settle', async (scene) => settleUnder(scene, [lost]));
    for (const more of mishaps(count).filter(({ at }) => at > lost.at)) {
      const scene = await open();
      const { attempt, answer } = await settleUnder(scene, [lost, more]);
      const what = bothStories(scene, 'settle', [lost, more]);
      await isTrue(scene, what, 'settle', answer);
      await endsWell(scene, attempt, { rail: scene.restart() }, what);
    }
  }),

  law('says nothing untrue when a repeat goes wrong after a lost reply', takesMoney, async (open) => {
    const lost = { at: await movingCall(open), fault: LOST };
    const before = await callsOf(open, 'settle', async (scene) => settleUnder(scene, [lost]));
    const count = await callsOf(open, 'settle', async (scene) => {
      const { attempt } = await settleUnder(scene, [lost]);
      return attempt.settle({ first: false });
    });
    for (const more of mishaps(count - before)) {
      const scene = await open();
      const { attempt } = await settleUnder(scene, [lost]);
      const answer = await under(scene, 'settle', more, () => attempt.settle({ first: false }));
      const what = bothStories(scene, 'settle', [lost, { ...more, after: before }]);
      await isTrue(scene, what, 'settle', answer);
      await endsWell(scene, attempt, { rail: scene.restart() }, what);
    }
  }),
];

/** Settles once while all this goes wrong. */
async function settleUnder(
  scene: Scene,
  wrong: readonly Mishap[],
): Promise<{ readonly attempt: Attempt; readonly answer: Awaited<ReturnType<Attempt['settle']>> }> {
  const attempt = await beginGood(scene);
  return { attempt, answer: await under(scene, 'settle', wrong, () => attempt.settle()) };
}
