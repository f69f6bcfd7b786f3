import { isSameMoney } from '@railyard/core/rail';
import { expect, expectSame } from '../../store/expect.ts';
import { said } from '../call.ts';
import { begin, beginGood, paidOn, resolved } from '../course.ts';
import { law, type RailLaw } from '../law.ts';
import { edgesOf, purchaseOf, strangePurchases } from '../purchase.ts';
import { byAgents, takesMoney, withReferral } from '../shape.ts';
import { amount, taken } from '../words.ts';

/** A payment with nothing wrong. */
export const settleLaws: readonly RailLaw[] = [
  law('takes the money, and says what the provider took', takesMoney, async (open) => {
    const scene = await open();
    const { rail, link } = scene;
    const attempt = await beginGood(scene);
    const answer = await attempt.settle();
    if (answer.state === 'action_required') {
      const { url, methods, expiresAt, reference } = answer;
      expect(rail.cancel !== undefined, 'settle opened a page, and the rail has no "cancel" to close it.');
      expect(URL.canParse(url), `The page is at "${url}", which is no address.`);
      expect(methods.length > 0, 'The page has no "methods" to pay with.');
      expect(expiresAt > scene.now(), `A new page ends at ${expiresAt}, in milliseconds since 1970.`);
      expect(scene.book().charges.length === 0, `settle opened a page, and ${taken(scene.book())} already.`);
      expect(await scene.pay(reference), 'The page that settle opened takes no money.');
    }
    const end = answer.state === 'paid' ? answer : await resolved(scene, attempt);
    const [charge] = scene.book().charges;
    if (end.state !== 'paid' || !charge) {
      throw new Error(`With nothing wrong, the rail ${said(end)} and ${taken(scene.book())}.`);
    }
    expect(
      link.calls.length > 0,
      'Money moved without a call through context.fetch. Send everything through it.',
    );
    expect(end.reference !== '', 'The payment has no reference.');
    expect(isSameMoney(end.total, charge), `The rail says ${amount(end.total)}, and ${taken(scene.book())}.`);
    expectSame(scene.book().charges, [attempt.purchase.total], 'What the provider took');
  }),

  law('says what the provider took when that is not what was asked', byAgents, async (open) => {
    const scene = await open();
    const attempt = await begin(scene, scene.purchase(), 'short');
    if (!attempt) return 'Its provider takes what was asked or nothing, says the subject.';
    for (const answer of [await attempt.settle(), await attempt.status()]) {
      const [charge] = scene.book().charges;
      if (answer.state !== 'paid' || !charge) continue;
      const isTrue = isSameMoney(answer.total, charge);
      expect(isTrue, `The rail says ${amount(answer.total)}, and ${taken(scene.book())}.`);
    }
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
      const title = JSON.stringify(purchase.lines[0]?.title.slice(0, 60) ?? 'nothing');
      const isTaken = ['paid', 'pending', 'action_required'].includes(answer.state);
      expect(isTaken, `For a purchase of ${title}, settle ${said(answer)}.`);
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
    const answers = [await attempt.settle(), await attempt.settle({ first: false })];
    for (const answer of answers) {
      const isReferred = answer.state === 'referred' && typeof answer.handoff === 'object';
      expect(isReferred, `settle ${said(answer)}, on a rail that has no page of its own.`);
    }
    expectSame(answers[0], answers[1], 'The second hand-off');
    expect(scene.book().charges.length === 0, `The buyer was referred, and ${taken(scene.book())}.`);
  }),
];
