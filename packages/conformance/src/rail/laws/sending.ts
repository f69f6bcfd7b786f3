import { canonical, type Json } from '@railyard/core/rail';
import { expect } from '../../expect.ts';
import { asksOf, everywhere } from '../asks.ts';
import { isOver, said } from '../call.ts';
import { beginGood, paidOn, refundOf, settleOne } from '../course.ts';
import { type Fault, LOST } from '../fault.ts';
import { law, type RailLaw } from '../law.ts';
import { anyRail, having, takesMoney } from '../shape.ts';
import { callsOf, story, under } from '../sweep.ts';
import { pastTheKit } from '../trap.ts';
import { taken, textOf } from '../words.ts';
import { doingCalls } from './doing.ts';
import { closedFrom, isModest, refusesToRemember } from './refusing.ts';

const SILENT: readonly Fault[] = [{ says: 'was never answered', arrives: 'once', sees: 'silence' }];

/** When a rail may send, and when it has to stop. */
export const sendingLaws: readonly RailLaw[] = [
  law('sends nothing once the time for sending has passed, and says so', takesMoney, async (open) => {
    const count = await callsOf(open, 'settle', settleOne);
    const doing = await doingCalls(open);
    for (let from = 0; from <= count; from += 1) {
      const scene = await open();
      const attempt = await beginGood(scene);
      const answer = await attempt.settle({ change: { fetch: closedFrom(scene, from) } });
      const { charges, pages = [] } = scene.book();
      const hasMoved = charges.length + pages.length > 0;
      const what = `With the time for sending over after ${from} of ${count} calls, settle ${said(answer)}`;
      expect(
        from > 0 || !hasMoved,
        `${what}, and sent something past context.fetch: ${taken(scene.book())}.`,
      );
      const isAccepted = answer.state === 'pending' && doing.some((at) => at < from);
      if (hasMoved) expect(!isOver(answer), `${what} although ${taken(scene.book())}.`);
      else
        expect(
          isModest(answer) || isAccepted,
          `${what}, though nothing was sent. Say unknown, or declined with the evidence not_sent.`,
        );
    }
  }),

  law('sends nothing past context.fetch', anyRail, async (open) => {
    for (const fault of [null, LOST]) {
      for (const { member, begin, ask } of asksOf((await open()).rail)) {
        const scene = await open();
        const attempt = await begin(scene);
        const wrong = fault ? { at: 0, fault } : [];
        const [past] = await pastTheKit(() => under(scene, member, wrong, () => ask(attempt)));
        expect(past === undefined, `${member} asked ${past} past context.fetch.`);
      }
    }
  }),

  law('sends nothing that cannot be remembered', takesMoney, async (open) => {
    let asked = 0;
    for (const quotedAt of [null, undefined]) {
      const scene = await open();
      const attempt = await beginGood(scene, scene.purchase(quotedAt === null ? { quotedAt } : {}));
      asked += await refusesToRemember(scene, 'settle', (remember) =>
        attempt.settle({ change: { remember } }),
      );
      if (!scene.rail.refund) continue;
      const other = await open();
      const paid = await paidOn(other);
      asked += await refusesToRemember(other, 'refund', (remember) =>
        paid.refund(refundOf(paid), { change: { remember } }),
      );
    }
    return asked === 0 ? 'It asks for nothing to be remembered.' : null;
  }),

  law('ends soon after its signal is aborted', anyRail, async (open) => {
    await everywhere(open, SILENT, ({ scene, member, mishap, answer }) =>
      expect(
        answer.state !== 'silent',
        `${story(scene, member, mishap)} and the signal was aborted, ${member} did not end.`,
      ),
    );
  }),

  law('moves nothing while it prepares', having('prepare'), async (open) => {
    const scene = await open();
    const attempt = await beginGood(scene);
    const { ending: _, ...context } = attempt.context('prepare');
    const before = textOf(scene.book());
    const prepared = await scene.rail.prepare?.(attempt.purchase, attempt.credential, context);
    expect(textOf(scene.book()) === before, `prepare did something at the provider: ${taken(scene.book())}.`);
    const isKept = text(prepared) === text(JSON.parse(JSON.stringify(prepared)));
    expect(isKept, 'prepare gave something else than what JSON can store.');
  }),
];

function text(value: unknown): string {
  return canonical((value ?? null) as Json);
}
