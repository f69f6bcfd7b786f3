import { expect, expectSame } from '../../expect.ts';
import type { Attempt } from '../attempt.ts';
import { type Answer, isOver, said } from '../call.ts';
import { beginGood } from '../course.ts';
import { law, type RailLaw } from '../law.ts';
import type { Scene } from '../scene.ts';
import { takesMoney, withKey } from '../shape.ts';
import { taken } from '../words.ts';
import { sendsTheSame } from './again.ts';
import { doingCalls, settlingCalls } from './doing.ts';
import { LONG, timeLeft } from './lifetime.ts';
import { endsWell, onlyOnce } from './truth.ts';

const SECOND = 1_000;
const DAY = 86_400_000;

/** In words, and in milliseconds. */
const LATER: readonly (readonly [string, (scene: Scene, attempt: Attempt) => number])[] = [
  ['20 s later', () => 20 * SECOND],
  [
    'in the last second for it',
    (scene, { credential }) => timeLeft(scene, LONG, credential?.expiresAt ?? null),
  ],
];

/** The same payment, sent again. */
export const repeatLaws: readonly RailLaw[] = [
  law('settles the same when it is asked again', takesMoney, async (open) => {
    const scene = await open();
    const attempt = await beginGood(scene);
    const first = await attempt.settle();
    for (const answer of [await attempt.settle({ first: false }), await attempt.settle()]) {
      expect(
        answer.state === first.state,
        `settle ${said(first)}, and with the same key again it ${said(answer)}.`,
      );
      expectSame(nameOf(answer), nameOf(first), 'What settle names when asked again');
    }
    onlyOnce(scene, 'settle was called three times with one key');
  }),

  law('sends the same bytes when it settles again', takesMoney, async (open) => {
    await sendsTheSame(open, 'called again with the same key', () => ({}));
  }),

  law('sends the same bytes from another process, later', takesMoney, async (open) => {
    for (const [says, wait] of LATER) {
      await sendsTheSame(beforeMidnight(open), `called from another process ${says}`, (scene, attempt) => {
        scene.advance(wait(scene, attempt));
        return { rail: scene.restart() };
      });
    }
  }),

  law('takes the money once from two processes at a time', takesMoney, async (open) => {
    const scene = await open();
    const attempt = await beginGood(scene);
    const rails = [scene.rail, scene.restart(), scene.rail];
    const answers = await Promise.all(rails.map((rail) => attempt.settle({ rail })));
    for (const answer of answers) {
      expect(
        !isOver(answer) || scene.book().charges.length === 0,
        `Of three settles at a time one ${said(answer)}, although ${taken(scene.book())}.`,
      );
    }
    await endsWell(scene, attempt, {}, 'settle was called three times at a time');
  }),

  law('tells the provider the key and the attempt', withKey, async (open) => {
    const scene = await open();
    const attempt = await beginGood(scene);
    await attempt.settle();
    const doing = await doingCalls(open);
    expect(doing.length > 0, 'settle made no call that did anything at the provider.');
    const calls = settlingCalls(scene).filter((_, at) => doing.includes(at));
    const text = JSON.stringify(calls.map(({ url, headers, body }) => [url, [...headers], body]));
    for (const [name, value] of Object.entries({ key: attempt.key, attempt: attempt.id })) {
      expect(text.includes(value), `No call of settle that did something carried the ${name} "${value}".`);
    }
  }),
];

/** The names by which a settlement is one. */
function nameOf(answer: Answer): unknown {
  if (answer.state === 'paid') return [answer.reference, answer.total];
  return answer.state === 'action_required' ? [answer.reference, answer.url] : [];
}

/** The scene 10 s before midnight, when the hour and the date are about to change. */
function beforeMidnight(open: () => Promise<Scene>): () => Promise<Scene> {
  return async () => {
    const scene = await open();
    scene.advance(DAY - (scene.now() % DAY) - 10 * SECOND);
    return scene;
  };
}
