import { expect } from '../../expect.ts';
import type { Attempt } from '../attempt.ts';
import { type Answer, isOver, said } from '../call.ts';
import { resolved } from '../course.ts';
import type { Member } from '../link.ts';
import type { Scene } from '../scene.ts';
import { taken } from '../words.ts';

/** Complains of more than one charge, or page. */
export function onlyOnce(scene: Scene, what: string): void {
  const { charges, pages = [] } = scene.book();
  expect(charges.length <= 1, `${what}, and ${taken(scene.book())}.`);
  expect(pages.length <= 1, `${what}, and ${pages.length} pages were opened.`);
}

/** Complains of an answer that the provider's book contradicts, now or once what is late has arrived. */
export async function isTrue(scene: Scene, happened: string, member: Member, answer: Answer): Promise<void> {
  const { charges, pages = [] } = scene.book();
  const what = `${happened}, ${member} ${said(answer)}`;
  if (isOver(answer)) {
    const hasUntil = answer.state === 'declined' && answer.until !== undefined;
    expect(charges.length === 0, `${what} although ${taken(scene.book())}.`);
    await scene.link.deliver();
    for (const page of pages) {
      expect(!(await scene.pay(page)), `${what} although the page it opened takes money.`);
    }
    expect(hasUntil || scene.book().charges.length === 0, `${what} although later ${taken(scene.book())}.`);
  }
  if (answer.state === 'paid') expect(charges.length > 0, `${what} although no money was taken.`);
  if (answer.state === 'unknown' && answer.unspent) {
    expect(
      charges.length === 0,
      `${what} and calls the credential unspent, although ${taken(scene.book())}.`,
    );
  }
  if (answer.state === 'action_required') {
    expect(pages.includes(answer.reference), `${what} although no such page was opened.`);
  }
}

/** Goes on as the engine would, and complains unless there is one payment in the end, or certainly none. */
export async function endsWell(
  scene: Scene,
  attempt: Attempt,
  manner: Parameters<Attempt['settle']>[0],
  what: string,
): Promise<void> {
  let end = await resolved(scene, attempt, manner);
  await scene.link.deliver();
  if (end.state === 'action_required') {
    await scene.pay(end.reference);
    end = await resolved(scene, attempt, manner);
  }
  const { charges } = scene.book();
  const isNothing = isOver(end) && charges.length === 0;
  expect(
    end.state === 'paid' || isNothing,
    `${what}, and in the end it ${said(end)} although ${taken(scene.book())}.`,
  );
  expect(
    isNothing || charges.length > 0,
    `${what}, and in the end it ${said(end)} although no money was taken.`,
  );
  onlyOnce(scene, what);
  const last = await attempt.status(manner);
  expect(isNothing || last.state === 'paid', `${what}, was paid, and then status ${said(last)}.`);
}
