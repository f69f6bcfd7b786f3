import { isSameMoney } from '@railyard/core/rail';
import { expect, expectSame } from '../../expect.ts';
import { type Answer, isOver, said } from '../call.ts';
import { begin, beginGood, paidOn, resolved } from '../course.ts';
import { law, type RailLaw } from '../law.ts';
import { edgesOf, purchaseOf, strangePurchases } from '../purchase.ts';
import type { Scene } from '../scene.ts';
import { takesMoney, withoutPerson, withReferral } from '../shape.ts';
import { amount, taken, titleOf } from '../words.ts';
import { isTrue } from './truth.ts';

const HOUR = 3_600_000;

/** A payment with nothing wrong. */
export const settleLaws: readonly RailLaw[] = [
  law('takes the money, and says what the provider took', takesMoney, async (open) => {
    const scene = await open();
    const attempt = await beginGood(scene);
    const answer = await attempt.settle();
    if (answer.state === 'action_required') {
      const { url, methods, expiresAt, reference } = answer;
      expect(URL.canParse(url), `The page is at "${url}", which is no address.`);
      expect(methods.length > 0, 'The page has no "methods" to pay with.');
      expect(expiresAt > scene.now(), `A new page ends at ${expiresAt}, in milliseconds since 1970.`);
      expect(scene.book().charges.length === 0, `settle opened a page, and ${taken(scene.book())} already.`);
      expect(await scene.pay(reference), 'The page that settle opened takes no money.');
    }
    const end = answer.state === 'paid' ? answer : await resolved(scene, attempt);
    if (end.state !== 'paid') {
      throw new Error(`With nothing wrong, the rail ${said(end)} and ${taken(scene.book())}.`);
    }
    expect(
      scene.link.calls.length > 0,
      'Money moved without a call through context.fetch. Send everything through it.',
    );
    saysWhatWasTaken(scene, end);
    expectSame(scene.book().charges, [attempt.purchase.total], 'What the provider took');
  }),

  law('says what the provider took when that is not what was asked', withoutPerson, async (open) => {
    const scene = await open();
    const attempt = await begin(scene, scene.purchase(), 'short');
    if (!attempt) return 'Its provider takes what was asked or nothing, says the subject.';
    const what = 'With a payment of less than the total';
    for (const member of ['settle', 'status'] as const) {
      const answer = await attempt[member]();
      await isTrue(scene, what, member, answer);
      saysWhatWasTaken(scene, answer);
    }
    const end = await resolved(scene, attempt, { rail: scene.restart() });
    await isTrue(scene, `${what}, in the end`, 'status', end);
    saysWhatWasTaken(scene, end);
    if (isOver(end)) return 'It has its provider take the total or nothing.';
    expect(end.state === 'paid', `${what}, the rail ${said(end)} for ever although ${taken(scene.book())}.`);
    return null;
  }),

  law('takes the least and the most of its currencies, to the last digit', takesMoney, async (open) => {
    const scene = await open();
    for (const total of edgesOf(scene.rail)) {
      const one = await open();
      const attempt = await paidOn(one, one.purchase({ total }));
      expectSame(one.book().charges, [attempt.purchase.total], `What was taken for ${amount(total)}`);
      const answer = await attempt.status({ rail: one.restart() });
      if (answer.state === 'paid') expectSame(answer.total, total, `What status says was taken`);
    }
  }),

  law('takes a purchase whatever its things are called', takesMoney, async (open) => {
    for (const purchase of strangePurchases((await open()).purchase().total)) {
      const scene = await open();
      if (scene.rail.accepts?.(purchase)) continue;
      const attempt = await beginGood(scene, purchase);
      const answer = await attempt.settle();
      const isTaken = ['paid', 'pending', 'action_required'].includes(answer.state);
      expect(isTaken, `For a purchase of ${titleOf(purchase)}, settle ${said(answer)}.`);
    }
  }),

  law('takes a purchase of which nobody knows when it was quoted', takesMoney, async (open) => {
    const scene = await open();
    const attempt = await paidOn(scene, scene.purchase({ quotedAt: null }));
    const answer = await attempt.status({ rail: scene.restart() });
    expect(answer.state === 'paid', `Without a time of the quote, status ${said(answer)} of what is paid.`);
  }),

  law('refers the buyer, and moves no money', withReferral, async (open) => {
    const scene = await open();
    const attempt = await beginGood(scene, purchaseOf(scene.purchase().total));
    const first = await attempt.settle();
    expect(first.state === 'referred', `settle ${said(first)}, on a rail that has no page of its own.`);
    expectSame(await attempt.settle({ first: false }), first, 'The second hand-off');
    scene.advance(HOUR);
    const rail = scene.restart();
    expectSame(
      await attempt.settle({ first: false, rail }),
      first,
      'The hand-off of another process, later,',
    );
    const known = await attempt.status({ rail });
    const isHonest = ['unknown', 'threw'].includes(known.state);
    if (!isHonest) expectSame(known, first, 'What status says of the hand-off');
    expect(scene.book().charges.length === 0, `The buyer was referred, and ${taken(scene.book())}.`);
  }),
];

/** Complains of a paid answer whose total is not what the provider took. */
function saysWhatWasTaken(scene: Scene, answer: Answer): void {
  if (answer.state !== 'paid') return;
  const [charge] = scene.book().charges;
  const isTotal = charge !== undefined && isSameMoney(answer.total, charge);
  expect(isTotal, `The rail says ${amount(answer.total)}, and ${taken(scene.book())}.`);
}
