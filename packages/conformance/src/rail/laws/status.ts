import { expect, expectSame } from '../../expect.ts';
import { said } from '../call.ts';
import { begin, beginGood, foundAnew, paidOn, untilEnd } from '../course.ts';
import { law, type RailLaw } from '../law.ts';
import type { Scene } from '../scene.ts';
import { takesMoney, withoutPerson } from '../shape.ts';
import { taken, textOf } from '../words.ts';
import { held } from './held.ts';

/** Where a payment stands. */
export const statusLaws: readonly RailLaw[] = [
  law('changes nothing by asking for the status', takesMoney, async (open) => {
    const unsent = await open();
    const paid = await open();
    for (const [scene, attempt] of [
      [unsent, await beginGood(unsent)],
      [paid, await paidOn(paid)],
    ] as const) {
      const before = textOf(scene.book());
      for (const rail of [scene.rail, scene.rail, scene.restart()]) await attempt.status({ rail });
      const after = scene.book();
      expect(
        textOf(after) === before,
        `Asked three times, status did something at the provider: ${taken(after)}, ${after.pages?.length ?? 0} pages were opened.`,
      );
    }
  }),

  law('answers unknown about what it cannot find', takesMoney, async (open) => {
    for (const quotedAt of [null, undefined]) {
      const scene = await open();
      const attempt = await beginGood(scene, scene.purchase(quotedAt === null ? { quotedAt } : {}));
      const answer = await attempt.status({ rail: scene.restart() });
      const isUnknown = answer.state === 'unknown' || answer.state === 'threw';
      expect(
        isUnknown,
        `Of an attempt that the provider has never seen, status ${said(answer)}. It may be on its way.`,
      );
    }
  }),

  law('finds a payment whose reference was never stored', takesMoney, async (open) => {
    const scene = await open();
    const attempt = await paidOn(scene);
    const answer = await foundAnew(scene, attempt);
    expect(
      answer.state === 'paid',
      `Without the reference, status ${said(answer)} although ${taken(scene.book())}.`,
    );
  }),

  law('calls pending what is pending, until it has ended', takesMoney, async (open) => {
    const scene = await open();
    const pending = await held(scene);
    if (!pending) return 'Its provider leaves no payment pending, says the subject.';
    const { attempt, answer: first } = pending;
    expect(first.state === 'pending', `The provider holds the payment, and the rail ${said(first)}.`);
    const other = scene.restart();
    for (const answer of [
      await attempt.status(),
      await attempt.status({ rail: other }),
      await attempt.settle(),
    ]) {
      const isHonest = ['pending', 'unknown', 'threw'].includes(answer.state);
      expect(isHonest, `Of a payment that the provider holds, the rail ${said(answer)}.`);
    }
    for (const end of ['paid', 'declined'] as const) await endsAs(await open(), end);
    return null;
  }),

  law('gives a decline back as a value, with its evidence', withoutPerson, async (open) => {
    const scene = await open();
    const attempt = await begin(scene, scene.purchase(), 'declined');
    if (!attempt) return 'Its provider declines nothing, says the subject.';
    const answer = await attempt.settle();
    if (answer.state !== 'declined') throw new Error(`The provider declined, and settle ${said(answer)}.`);
    const { reason, until } = answer;
    expect(/^[\w.-]{1,100}$/.test(reason), `The reason "${reason}" of a decline is no short word.`);
    expect(until === undefined || until > scene.now(), `A decline holds until ${until}, which has passed.`);
    expect(scene.book().charges.length === 0, `settle ${said(answer)}, although ${taken(scene.book())}.`);
    const after = await attempt.status({ rail: scene.restart() });
    expect(after.state !== 'paid' && after.state !== 'pending', `After a decline, status ${said(after)}.`);
    return null;
  }),
];

async function endsAs(scene: Scene, end: 'paid' | 'declined'): Promise<void> {
  const pending = await held(scene);
  if (!pending || !scene.bench.finish) return;
  scene.bench.finish(end);
  scene.advance(4_000);
  const first = await pending.attempt.status({ rail: scene.restart() });
  const answer = await untilEnd(scene, pending.attempt, first);
  const isEnd = end === 'paid' ? answer.state === 'paid' : !['paid', 'pending'].includes(answer.state);
  expect(isEnd, `A pending payment ended ${end}, and status ${said(answer)}.`);
  const expected = end === 'paid' ? [pending.attempt.purchase.total] : [];
  expectSame(scene.book().charges, expected, 'What was taken in the end');
}
