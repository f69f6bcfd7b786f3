import { expect } from '../../expect.ts';
import { said } from '../call.ts';
import { askOne, beginGood, paidOn, settleOne } from '../course.ts';
import { type Fault, LOST } from '../fault.ts';
import { law, type RailLaw } from '../law.ts';
import { takesMoney } from '../shape.ts';
import { bothStories, callsOf, type Mishap, madeBy, mishaps, story, under } from '../sweep.ts';
import { taken } from '../words.ts';
import { movingCall } from './moving.ts';
import { endsWell, isTrue } from './truth.ts';

const REFUSALS = [400, 401, 403, 404, 409, 422].map(
  (status): Fault => ({ says: `was refused with ${status}`, arrives: 'never', sees: status }),
);

/** A payment with one thing wrong, at each call that it makes. */
export const faultLaws: readonly RailLaw[] = [
  law('says nothing untrue when a call of settle goes wrong', takesMoney, async (open) => {
    for (const mishap of mishaps(await callsOf(open, 'settle', settleOne))) {
      const scene = await open();
      const attempt = await beginGood(scene);
      const answer = await under(scene, 'settle', mishap, () => attempt.settle());
      await isTrue(scene, story(scene, 'settle', mishap), 'settle', answer);
    }
  }),

  law('is paid once in the end, whichever call of settle went wrong', takesMoney, async (open) => {
    for (const mishap of mishaps(await callsOf(open, 'settle', settleOne))) {
      for (const process of ['the same', 'another'] as const) {
        const scene = await open();
        const attempt = await beginGood(scene);
        await under(scene, 'settle', mishap, () => attempt.settle());
        const what = `${story(scene, 'settle', mishap)}, ${process} process went on`;
        await endsWell(scene, attempt, process === 'another' ? { rail: scene.restart() } : {}, what);
      }
    }
  }),

  law('takes no refused repeat for a decline', takesMoney, async (open) => {
    const count = await callsOf(open, 'settle', settleOne);
    const lost: Mishap = { at: await movingCall(open), fault: LOST };
    for (const mishap of mishaps(count, REFUSALS)) {
      const scene = await open();
      const attempt = await beginGood(scene);
      await under(scene, 'settle', lost, () => attempt.settle());
      const after = madeBy(scene, 'settle');
      const answer = await under(scene, 'settle', mishap, () => attempt.settle({ first: false }));
      const what = bothStories(scene, 'settle', [lost, { ...mishap, after }]);
      await isTrue(scene, what, 'settle', answer);
    }
  }),

  law('says nothing untrue when a call of status goes wrong', takesMoney, async (open) => {
    const probe = await open();
    await paidOn(probe);
    const before = madeBy(probe, 'status');
    const count = (await callsOf(open, 'status', askOne)) - before;
    for (const mishap of mishaps(count)) {
      const scene = await open();
      const attempt = await paidOn(scene);
      const answer = await under(scene, 'status', mishap, () => attempt.status());
      await isTrue(scene, story(scene, 'status', mishap), 'status', answer);
      const after = await attempt.status({ rail: scene.restart() });
      expect(
        after.state === 'paid',
        `${story(scene, 'status', mishap)}, the next status ${said(after)}, although ${taken(scene.book())}.`,
      );
    }
  }),
];
