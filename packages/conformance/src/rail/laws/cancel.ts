import { expect, expectSame } from '../../expect.ts';
import { type Answer, isOver, said } from '../call.ts';
import { paidOn } from '../course.ts';
import { law, type RailLaw } from '../law.ts';
import type { Scene } from '../scene.ts';
import { withPage } from '../shape.ts';
import { callsOf, mishaps, story, under } from '../sweep.ts';
import { taken } from '../words.ts';
import { cancelOne, opened } from './opened.ts';

/** The fence around a page. */
export const cancelLaws: readonly RailLaw[] = [
  law('takes no money after a page is cancelled', withPage, async (open) => {
    const scene = await open();
    const { attempt } = await opened(scene);
    const answer = await attempt.cancel();
    const isClosed = answer.state === 'cancelled' || answer.state === 'expired';
    expect(isClosed, `Of an open page that nobody has paid, cancel ${said(answer)}.`);
    const pages = scene.book().pages ?? [];
    for (const page of pages) {
      expect(!(await scene.pay(page)), `cancel ${said(answer)}, and then the page "${page}" took money.`);
    }
    const after = await attempt.status({ rail: scene.restart() });
    expect(
      after.state === 'cancelled' || after.state === 'expired',
      `Of a cancelled page, status ${said(after)}.`,
    );
  }),

  law('cancels a page that is cancelled already', withPage, async (open) => {
    const scene = await open();
    const { attempt } = await opened(scene);
    const first = await attempt.cancel();
    for (const rail of [scene.rail, scene.restart()]) {
      const again = await attempt.cancel({ rail });
      expect(again.state === first.state, `cancel ${said(first)}, and called again it ${said(again)}.`);
    }
  }),

  law('says that a page is paid when asked to cancel it', withPage, async (open) => {
    const scene = await open();
    const attempt = await paidOn(scene);
    const answer = await attempt.cancel({ rail: scene.restart() });
    expect(answer.state === 'paid', `Of a page that is paid, cancel ${said(answer)}. Return what it is.`);
    expectSame(scene.book().charges, [attempt.purchase.total], 'What the provider took');
  }),

  law('says nothing untrue when a call of cancel goes wrong', withPage, async (open) => {
    for (const mishap of mishaps(await callsOf(open, 'cancel', cancelOne))) {
      const scene = await open();
      const { attempt, page } = await opened(scene);
      const answer = await under(scene, 'cancel', mishap, () => attempt.cancel());
      await isTrueOf(scene, page, `${story(scene, 'cancel', mishap)}, cancel ${said(answer)}`, answer);
      const end = await attempt.cancel({ rail: scene.restart() });
      const isEnd =
        scene.book().charges.length > 0 ? end.state === 'paid' : ['cancelled', 'expired'].includes(end.state);
      expect(
        isEnd,
        `${story(scene, 'cancel', mishap)}, the next cancel ${said(end)}, although ${taken(scene.book())}.`,
      );
    }
  }),
];

async function isTrueOf(scene: Scene, page: string, what: string, answer: Answer): Promise<void> {
  await scene.link.deliver();
  const hasTaken = await scene.pay(page);
  expect(!isOver(answer) || !hasTaken, `${what}, and then the page took money.`);
  expect(answer.state !== 'paid', `${what} although nobody had paid.`);
}
