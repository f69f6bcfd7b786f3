import { canonical } from '@railyard/core/rail';
import { expectSame } from '../../expect.ts';
import type { Attempt } from '../attempt.ts';
import type { Manner } from '../context.ts';
import { beginGood } from '../course.ts';
import { UNSENT } from '../fault.ts';
import type { Call } from '../link.ts';
import type { Scene } from '../scene.ts';
import { nameOf } from '../sent.ts';
import { under } from '../sweep.ts';
import { doingCalls, settlingCalls } from './doing.ts';

/** Settles, with a call that does something lost or not, then again, and complains unless the same is sent. */
export async function sendsTheSame(
  open: () => Promise<Scene>,
  says: string,
  then: (scene: Scene, attempt: Attempt) => Manner,
): Promise<void> {
  for (const at of await doingCalls(open)) {
    for (const isLost of [true, false]) {
      const scene = await open();
      const attempt = await beginGood(scene);
      const { key } = attempt;
      await under(scene, 'settle', isLost ? { at, fault: UNSENT } : [], () => attempt.settle());
      const before = settlingCalls(scene);
      const answer = await attempt.settle({ ...then(scene, attempt), first: false });
      const after = settlingCalls(scene).slice(before.length);
      const first = before[at];
      if (!first) continue;
      // What is taken now was sent now, so the lost call is among these. What had arrived needs no second one; where there
      // is one, to the same place under the same key, it is the same.
      const isSent = after.some(({ moved }) => moved) || TAKEN.includes(answer.state);
      const due = isLost && isSent ? after : after.filter((call) => isLike(call, first, key));
      complainUnlessAmong(due, first, key, `settle, ${says},`);
    }
  }
}

const TAKEN: readonly string[] = ['paid', 'pending', 'action_required'];

/** Whether a call goes to the same place under the same key; without a key none does. */
function isLike(call: Call, first: Call, key: string): boolean {
  const keys = keysIn(first, key);
  return keys !== '' && keysIn(call, key) === keys && nameOf(call) === nameOf(first);
}

function complainUnlessAmong(due: readonly Call[], first: Call, key: string, who: string): void {
  const wanted = bytesOf(first, key);
  if (due.some((call) => canonical(bytesOf(call, key)) === canonical(wanted))) return;
  const nearest =
    due.find((call) => nameOf(call) === nameOf(first)) ?? due.find(({ moved }) => moved) ?? due[0];
  if (!nearest) return;
  const sent = bytesOf(nearest, key);
  for (const part of ['method', 'url', 'body', 'headers'] as const) {
    expectSame(sent[part], wanted[part], `The ${part} that ${who} sent in ${nearest.name}`);
  }
}

/** What the provider tells calls apart by: other headers, such as a signature over the time, may change. */
function bytesOf({ method, url, body, headers }: Call, key: string) {
  return { method, url, body, headers: [...headers].filter(([, value]) => value.includes(key)) };
}

/** The keys in a call that are made of this one. */
function keysIn({ url, body, headers }: Call, key: string): string {
  const found = canonical([url, body, ...headers.values()]).match(new RegExp(`${key}[\\w-]*`, 'g'));
  return [...new Set(found)].join();
}
