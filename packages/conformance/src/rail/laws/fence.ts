import { expect } from '../../expect.ts';
import type { Attempt } from '../attempt.ts';
import { isOver, said } from '../call.ts';
import { beginGood, settleOne } from '../course.ts';
import { LATE } from '../fault.ts';
import { law, type RailLaw } from '../law.ts';
import { withPage } from '../shape.ts';
import { callsOf, mishaps, story, under } from '../sweep.ts';
import { taken } from '../words.ts';
import { cancelOne, opened } from './opened.ts';

const MINUTE = 60_000;

/** When the end of a page is one. */
export const fenceLaws: readonly RailLaw[] = [
  law('never cancels what a person pays at that moment', withPage, async (open) => {
    const count = await callsOf(open, 'cancel', cancelOne);
    for (let moment = 0; moment < count; moment += 1) {
      const scene = await open();
      const { attempt, page } = await opened(scene);
      scene.link.before = async (member, at) => {
        if (member === 'cancel' && at === moment) await scene.pay(page);
      };
      const answer = await attempt.cancel();
      const what = `A person paid right before call ${moment + 1} of cancel, which ${said(answer)}`;
      expect(
        !isOver(answer) || scene.book().charges.length === 0,
        `${what} although ${taken(scene.book())}.`,
      );
    }
  }),

  law('cancels no page that is yet to be opened', withPage, async (open) => {
    const count = await callsOf(open, 'settle', settleOne);
    for (const mishap of mishaps(count, [LATE])) {
      const scene = await open();
      const attempt = await beginGood(scene);
      await under(scene, 'settle', mishap, () => attempt.settle());
      const answer = await attempt.cancel();
      await scene.link.deliver();
      if (!isOver(answer)) continue;
      for (const page of scene.book().pages ?? []) {
        const what = `${story(scene, 'settle', mishap)}, cancel ${said(answer)} meanwhile`;
        expect(!(await scene.pay(page)), `${what}, and then the page was opened and took money.`);
      }
    }
  }),

  law('shows a page for as long as it takes money', withPage, async (open) => {
    const scene = await open();
    const { attempt, page, expiresAt } = await opened(scene);
    const end = Math.max(expiresAt, await endShown(attempt, 'a page that was just opened'));
    const left = end - scene.now();
    scene.advance(Math.max(left - MINUTE, left / 2));
    await endShown(attempt, 'a page whose "expiresAt" is near');
    expect(await scene.pay(page), 'Shortly before its "expiresAt", a page took no money any more.');
  }),

  law('calls a page expired when it takes no money any more, and no sooner', withPage, async (open) => {
    const scene = await open();
    const { attempt, page, expiresAt } = await opened(scene);
    scene.advance(expiresAt - scene.now() + MINUTE);
    const after = await attempt.status();
    expect(after.state !== 'action_required', `A minute after a page ended, status ${said(after)} of it.`);
    expect(
      !isOver(after) || !(await scene.pay(page)),
      `status ${said(after)} of a page that took money after that.`,
    );
  }),
];

/** When a page ends that status shows. Complains when it shows none. */
async function endShown(attempt: Attempt, what: string): Promise<number> {
  const answer = await attempt.status();
  if (answer.state === 'action_required') return answer.expiresAt;
  throw new Error(`Of ${what}, status ${said(answer)}.`);
}
