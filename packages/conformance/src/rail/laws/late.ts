import { expect, expectSame } from '../../expect.ts';
import type { Attempt } from '../attempt.ts';
import { type Answer, isOver, said } from '../call.ts';
import { begin, beginGood, paidOn, resolved } from '../course.ts';
import { law, type RailLaw } from '../law.ts';
import type { Scene } from '../scene.ts';
import { byAgents, takesMoney, withoutPerson } from '../shape.ts';
import { story, under } from '../sweep.ts';
import { taken } from '../words.ts';
import { movingCall } from './moving.ts';

const HELD_UP = { says: 'was held up on its way', arrives: 'late', sees: 'break' } as const;
const SECOND = 1_000;
const DAY = 86_400_000;

/** What happens long after it was sent, or twice. */
export const lateLaws: readonly RailLaw[] = [
  law('takes two payments that are alike for two', takesMoney, async (open) => {
    const scene = await open();
    const purchases = [scene.purchase(), scene.purchase()];
    for (const [index, purchase] of purchases.entries()) await paidOn(scene, purchase, index + 1);
    expectSame(
      scene.book().charges,
      purchases.map(({ total }) => total),
      'What was taken for two purchases of the same price',
    );
  }),

  law('ends no attempt that can still be paid', withoutPerson, async (open) => {
    const at = await movingCall(open);
    for (const after of [-30_000, 60_000]) {
      const scene = await open();
      const attempt = await beginGood(scene);
      await under(scene, 'settle', { at, fault: HELD_UP }, () => attempt.settle());
      scene.advance(endOf(scene, attempt) + after - scene.now());
      const answer = await attempt.status({ rail: scene.restart() });
      await scene.link.deliver();
      const what = `${story(scene, 'settle', { at, fault: HELD_UP })}, status ${said(answer)}`;
      const isPaid = scene.book().charges.length > 0;
      expect(!isOver(answer) || !isPaid, `${what}, and when the call arrived, ${taken(scene.book())}.`);
      const end = isPaid ? await resolved(scene, attempt, { rail: scene.restart() }) : null;
      expect(end === null || end.state === 'paid', `${what}, and when it had arrived, ${end && said(end)}.`);
    }
  }),

  law('declines for good only what can no longer be paid', byAgents, async (open) => {
    for (const member of ['settle', 'status'] as const) {
      const scene = await open();
      if (!scene.bench.land) return 'Nobody else can bring its credentials, says the subject.';
      const attempt = await begin(scene, scene.purchase(), 'declined');
      if (!attempt) return 'Its provider declines nothing, says the subject.';
      const first = await attempt.settle();
      if (!scene.link.calls.some((call) => call.member === 'settle')) {
        return 'It declines before it shows the credential to anybody.';
      }
      const answer = member === 'settle' ? first : await attempt.status();
      if (isOver(answer)) landsNothing(scene, answer, `${member} ${said(answer)}`);
    }
    return null;
  }),

  law('finds a payment that lands after it was declined', byAgents, async (open) => {
    const scene = await open();
    const attempt = await begin(scene, scene.purchase(), 'declined');
    const answer = await attempt?.settle();
    if (!attempt || answer?.state !== 'declined' || answer.until === undefined) {
      return 'Its provider declines nothing, or for good.';
    }
    if (!scene.bench.land) return 'Nobody else can bring its credentials, says the subject.';
    scene.bench.land();
    scene.advance(4_000);
    const after = await resolved(scene, attempt);
    const isPaid = scene.book().charges.length > 0;
    expect(
      !isPaid || after.state === 'paid',
      `After a decline with "until" ${taken(scene.book())}, and the rail ${said(after)}.`,
    );
    return null;
  }),
];

/** Complains when what was declined can still be paid at the end of that decline. */
function landsNothing(scene: Scene, answer: Answer, what: string): void {
  const until = answer.state === 'declined' ? answer.until : undefined;
  if (until !== undefined) scene.advance(Math.max(0, until - scene.now()) + SECOND);
  scene.bench.land?.();
  const end = until === undefined ? 'for good, and then' : 'with an "until", and a second after that';
  expect(scene.book().charges.length === 0, `${what} ${end} ${taken(scene.book())}.`);
}

/** When a credential ends, or a day from now. */
function endOf({ now }: Scene, { credential }: Attempt): number {
  return credential?.expiresAt ?? now() + DAY;
}
