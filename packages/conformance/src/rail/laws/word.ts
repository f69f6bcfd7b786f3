import { expect } from '../../expect.ts';
import { type Ask, asksOf } from '../asks.ts';
import type { Attempt } from '../attempt.ts';
import { said } from '../call.ts';
import { begin, beginGood, paidOn } from '../course.ts';
import { law, type RailLaw } from '../law.ts';
import type { Scene } from '../scene.ts';
import { byAgents, takesMoney, withPage } from '../shape.ts';
import { hearing, strangeFor } from '../strange.ts';
import { type Mishap, MOST_CALLS, madeBy, story, under } from '../sweep.ts';
import { givenBack } from '../words.ts';
import { opened } from './opened.ts';
import { isTrue } from './truth.ts';

/** A provider that says a word which the rail does not know. */
export const wordLaws: readonly RailLaw[] = [
  law('takes no word that it does not know for an end', takesMoney, async (open) => {
    const { rail } = await open();
    let count = 0;
    for (const one of [...asksOf(rail), ...MORE_ASKS.filter(({ shape }) => shape(rail) === null)]) {
      for (const mishap of await strangeWordsFor(open, one)) {
        count += 1;
        await staysTrue(await open(), one, mishap);
      }
    }
    return count === 0 ? 'Its provider answers without words.' : null;
  }),
];

const MORE_ASKS: readonly Ask[] = [
  { member: 'settle', shape: byAgents, begin: beginDeclined, ask: (attempt) => attempt.settle() },
  { member: 'status', shape: withPage, begin: beginOpen, ask: (attempt) => attempt.status() },
  { member: 'cancel', shape: withPage, begin: paidOn, ask: (attempt) => attempt.cancel() },
];

/** An attempt that the provider declines, or a good one when it declines nothing. */
async function beginDeclined(scene: Scene): Promise<Attempt> {
  return (await begin(scene, scene.purchase(), 'declined')) ?? beginGood(scene);
}

async function beginOpen(scene: Scene): Promise<Attempt> {
  return (await opened(scene)).attempt;
}

/** Each word that the provider answers to this, as one that is strange. */
async function strangeWordsFor(
  open: () => Promise<Scene>,
  { member, begin: start, ask }: Ask,
): Promise<readonly Mishap[]> {
  const scene = await open();
  const attempt = await start(scene);
  const strange: Mishap[] = [];
  const heard = Array.from({ length: MOST_CALLS }, (_, at): Mishap => {
    const hear = (words: readonly string[]): void =>
      void strange.push(...words.map((word, place) => ({ at, fault: strangeFor(word, place) })));
    return { at, fault: hearing(hear) };
  });
  await under(scene, member, heard, () => ask(attempt));
  return strange;
}

/** Complains of an end that the provider's book contradicts. To throw is no end, nor is what the engine does not believe. */
async function staysTrue(scene: Scene, { member, begin: start, ask }: Ask, mishap: Mishap): Promise<void> {
  const attempt = await start(scene);
  const after = madeBy(scene, member);
  const answer = await under(scene, member, mishap, () => ask(attempt)).catch(() => null);
  scene.link.check();
  if (answer === null || answer.state === 'action_required') return; // the page's name may be the strange word
  const what = story(scene, member, { ...mishap, after });
  if (answer.state !== 'refunded' && answer.state !== 'failed') return isTrue(scene, what, member, answer);
  const holds = (answer.state === 'refunded') === scene.book().refunds.length > 0;
  expect(holds, `${what}, refund ${said(answer)} although ${givenBack(scene.book())}.`);
}
