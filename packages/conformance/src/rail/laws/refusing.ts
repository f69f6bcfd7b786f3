import { RailError } from '@railyard/core/rail';
import { expect } from '../../expect.ts';
import type { Answer } from '../call.ts';
import type { Scene } from '../scene.ts';
import { givenBack, taken, textOf } from '../words.ts';

/** Sends so many calls of settle, and then refuses, as after the window. */
export function closedFrom({ link }: Scene, from: number): typeof fetch {
  const open = link.fetchFor('settle', new AbortController());
  let count = 0;
  return async (...call) => {
    count += 1;
    if (count <= from) return open(...call);
    throw new RailError('upstream_unavailable', 'The time in which this payment may be sent has passed.');
  };
}

/** True for an answer that claims nothing. */
export function isModest(answer: Answer): boolean {
  if (answer.state === 'declined') return answer.evidence === 'not_sent';
  return answer.state === 'unknown' || answer.state === 'threw';
}

/** How often the rail asked, while nothing can be stored; complains of what it sends nevertheless. */
export async function refusesToRemember(
  scene: Scene,
  member: 'settle' | 'refund',
  ask: (remember: () => Promise<void>) => Promise<unknown>,
): Promise<number> {
  let asked = 0;
  let before = '';
  await ask(async () => {
    asked += 1;
    before = textOf(scene.book());
    throw new RailError('upstream_unavailable', 'Another worker has taken this over.');
  });
  const { pages = [], ...book } = scene.book();
  const isSame = asked === 0 || textOf(scene.book()) === before;
  const done = member === 'refund' ? givenBack(book) : taken(book);
  expect(
    isSame,
    `After remember rejected, ${member} sent something all the same: ${done}, ${pages.length} pages are open.`,
  );
  return asked;
}
