import { expect, expectSame } from '../../expect.ts';
import { doubtAbout } from '../believed.ts';
import { said } from '../call.ts';
import { foundAnew, paidOn, refundOf, refundOne } from '../course.ts';
import { law, type RailLaw } from '../law.ts';
import { having, inParts, withKey } from '../shape.ts';
import { callsOf, mishaps } from '../sweep.ts';
import { amount, givenBack } from '../words.ts';
import { givesBackOnce, ofParts, once, partsOf, untilDone } from './refunding.ts';

/** Money that goes back. */
export const refundLaws: readonly RailLaw[] = [
  law('gives back once, however often one refund is asked for', having('refund'), async (open) => {
    for (const part of partsOf((await open()).rail)) {
      const scene = await open();
      const attempt = await paidOn(scene);
      const request = refundOf(attempt, part);
      for (const rail of [scene.rail, scene.rail, scene.restart(), scene.rail]) {
        const answer = await untilDone(scene, attempt, request, rail);
        expect(
          answer.state === 'refunded',
          `With nothing wrong, refund ${said(answer)} and ${givenBack(scene.book())}.`,
        );
      }
      once(scene, request.amount, 'One refund was asked for four times');
    }
  }),

  law('gives back a payment whose reference was never stored', having('refund'), async (open) => {
    const scene = await open();
    const attempt = await paidOn(scene);
    const found = await foundAnew(scene, attempt);
    if (found.state !== 'paid') return 'Without the reference, status does not find it.';
    const request = refundOf(attempt);
    const answer = await untilDone(scene, attempt, request);
    const what = `With the reference that status gives, refund ${said(answer)}`;
    expect(answer.state === 'refunded', `${what} and ${givenBack(scene.book())}.`);
    once(scene, request.amount, what);
    return null;
  }),

  law('gives back twice what two refunds ask for alike', inParts, async (open) => {
    const scene = await open();
    const attempt = await paidOn(scene);
    const requests = ['refund_1', 'refund_2'].map((id) => refundOf(attempt, 1 / 4, id));
    for (const request of requests) await untilDone(scene, attempt, request);
    const what = 'Two refunds of the same amount were asked for';
    expect(scene.book().refunds.length === 2, `${what}, and ${givenBack(scene.book())}.`);
  }),

  law(
    'says nothing untrue when a call of refund goes wrong, and gives back once in the end',
    having('refund'),
    async (open) => {
      const all = mishaps(await callsOf(open, 'refund', refundOne));
      for (const [part, mishap] of ofParts((await open()).rail, all)) {
        for (const process of ['same', 'other'] as const) {
          await givesBackOnce(await open(), part, mishap, process);
        }
      }
    },
  ),

  law('shows its refunds in the status of the payment', having('refund'), async (open) => {
    for (const part of partsOf((await open()).rail)) {
      const scene = await open();
      const attempt = await paidOn(scene);
      const request = refundOf(attempt, part);
      await untilDone(scene, attempt, request);
      const answer = await attempt.status({ rail: scene.restart() });
      const back = amount(request.amount);
      if (answer.state !== 'paid') throw new Error(`After a refund of ${back}, status ${said(answer)}.`);
      const seen = answer.refunds?.find(({ id }) => id === request.id);
      if (!seen) throw new Error(`${back} was given back as "${request.id}", and status does not show it.`);
      expectSame(seen.amount, request.amount, 'The amount of a refund in the status');
      const { state, reference } = seen;
      expect(state === 'refunded', `A refund that is done is ${state} in the status.`);
      const doubt = doubtAbout(scene.rail, attempt.purchase, 'refund', { state, reference });
      expect(doubt === null, `A refund in the status has the reference "${reference}".`);
    }
  }),

  law('gives back no more than was paid, and says so as a value', having('refund'), async (open) => {
    const scene = await open();
    const attempt = await paidOn(scene);
    const request = refundOf(attempt);
    const more = { ...request.amount, amount: request.amount.amount + 1 };
    const answer = await attempt.refund({ ...request, amount: more });
    const what = `Of ${amount(request.amount)}, ${amount(more)} was asked back`;
    expect(answer.state === 'failed', `${what}, and refund ${said(answer)}.`);
    expect(scene.book().refunds.length === 0, `${what}, and ${givenBack(scene.book())}.`);
  }),

  law(
    "tells the provider the refund's key",
    (rail) => inParts(rail) ?? withKey(rail),
    async (open) => {
      const scene = await open();
      const attempt = await paidOn(scene);
      const request = refundOf(attempt);
      await untilDone(scene, attempt, request);
      const moving = scene.link.calls.filter(({ member, moved }) => member === 'refund' && moved);
      const text = JSON.stringify(moving.map(({ url, headers, body }) => [url, [...headers], body]));
      expect(
        text.includes(request.key),
        `No call of refund that did something carried the key "${request.key}".`,
      );
    },
  ),
];
