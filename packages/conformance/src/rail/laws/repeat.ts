import { canonical, type Json } from '@railyard/core/rail';
import { expect, expectSame } from '../../expect.ts';
import { type Answer, isOver, said } from '../call.ts';
import { beginGood, foundAnew } from '../course.ts';
import { UNSENT } from '../fault.ts';
import { law, type RailLaw } from '../law.ts';
import type { Call } from '../link.ts';
import type { Scene } from '../scene.ts';
import { takesMoney, withKey } from '../shape.ts';
import { under } from '../sweep.ts';
import { taken } from '../words.ts';
import { endsWell, onlyOnce } from './truth.ts';

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
    const scene = await open();
    const attempt = await beginGood(scene);
    await attempt.settle();
    const before = scene.link.calls.length;
    await attempt.settle({ first: false });
    compare(scene, before, attempt.key, 'settle, called again with the same key,');
  }),

  law('sends the same bytes from another process, later', takesMoney, async (open) => {
    const scene = await open();
    const attempt = await beginGood(scene);
    await attempt.settle();
    const before = scene.link.calls.length;
    scene.advance(20_000);
    await attempt.settle({ first: false, rail: scene.restart() });
    compare(scene, before, attempt.key, 'settle, called from another process 20 s later,');
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
    const calls = scene.link.calls.filter(({ member }) => member === 'settle');
    const moving = calls.findIndex(({ moved }) => moved);
    expect(moving >= 0, 'settle made no call that did anything at the provider.');
    const makes = (await makesSomethingBefore(open, moving)) ? calls.slice(0, moving) : [];
    const doing = [...makes, ...calls.filter(({ moved }) => moved)];
    const text = JSON.stringify(doing.map(({ url, headers, body }) => [url, [...headers], body]));
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

/** Whether settle makes something that status finds, such as a reservation, before the call that moves money. */
async function makesSomethingBefore(open: () => Promise<Scene>, moving: number): Promise<boolean> {
  const [nothing, something] = [await foundAfter(open, 0), await foundAfter(open, moving)];
  return nothing !== something;
}

/** What status finds, without a reference, when settle got no further than to this call. */
async function foundAfter(open: () => Promise<Scene>, at: number): Promise<string> {
  const scene = await open();
  const attempt = await beginGood(scene);
  await under(scene, 'settle', { at, fault: UNSENT }, () => attempt.settle());
  const answer = await foundAnew(scene, attempt);
  return answer.state === 'threw' ? 'thrown' : canonical(answer as Json);
}

/** Compares what did something at the provider with every later call to the same place. */
function compare({ link }: Scene, before: number, key: string, what: string): void {
  for (const first of link.calls.slice(0, before).filter(({ moved }) => moved)) {
    const again = link.calls
      .slice(before)
      .filter(({ method, url }) => method === first.method && url === first.url);
    for (const call of again)
      expectSame(bytesOf(call, key), bytesOf(first, key), `What ${what} sent in ${call.name}`);
  }
}

/** What the provider tells calls apart by: other headers, such as a signature over the time, may change. */
function bytesOf({ body, headers }: Call, key: string): unknown {
  return { body, headers: [...headers].filter(([, value]) => value.includes(key)) };
}
