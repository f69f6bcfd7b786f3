import type { PaymentRail } from '@railyard/core/rail';
import type { Attempt } from './attempt.ts';
import type { Answer, RefundAnswer } from './call.ts';
import { beginGood, paidOn, refundOf } from './course.ts';
import type { Fault } from './fault.ts';
import type { Member } from './link.ts';
import type { Scene } from './scene.ts';
import { anyRail, having, type Shape, takesMoney } from './shape.ts';
import { callsOf, type Mishap, madeBy, mishaps, under } from './sweep.ts';

/** One way to have a member use the network. */
export interface Ask {
  readonly member: Member;
  /** Why a rail of this shape is not asked. */
  readonly shape: Shape;
  /** An attempt of which it can be asked. */
  readonly begin: (scene: Scene) => Promise<Attempt>;
  readonly ask: (attempt: Attempt) => Promise<Answer | RefundAnswer>;
}

/** What came of asking while something went wrong. */
interface Outcome {
  readonly scene: Scene;
  readonly attempt: Attempt;
  readonly member: Member;
  readonly mishap: Mishap;
  readonly answer: Answer | RefundAnswer;
}

const submitted = async (scene: Scene): Promise<Attempt> => {
  const attempt = await beginGood(scene);
  await attempt.settle();
  return attempt;
};
const settle: Ask['ask'] = (attempt) => attempt.settle();
const status: Ask['ask'] = (attempt) => attempt.status();

const ASKS: readonly Ask[] = [
  { member: 'prepare', shape: having('prepare'), begin: beginGood, ask: settle },
  { member: 'settle', shape: anyRail, begin: beginGood, ask: settle },
  { member: 'status', shape: anyRail, begin: beginGood, ask: status },
  { member: 'status', shape: takesMoney, begin: paidOn, ask: status },
  { member: 'cancel', shape: having('cancel'), begin: submitted, ask: (attempt) => attempt.cancel() },
  {
    member: 'refund',
    shape: having('refund'),
    begin: paidOn,
    ask: (attempt) => attempt.refund(refundOf(attempt)),
  },
];

/** The ways to have each member of this rail use the network. */
export function asksOf(rail: PaymentRail): readonly Ask[] {
  return ASKS.filter(({ shape }) => shape(rail) === null);
}

/** Has each of these faults happen at each call of each member, each in a scene of its own. */
export async function everywhere(
  open: () => Promise<Scene>,
  faults: readonly Fault[],
  look: (outcome: Outcome) => Promise<void> | void,
): Promise<void> {
  const { rail } = await open();
  for (const { member, begin, ask } of asksOf(rail)) {
    const before = await callsOf(open, member, begin);
    const count = await callsOf(open, member, async (scene) => ask(await begin(scene)));
    for (const mishap of mishaps(count - before, faults)) {
      const scene = await open();
      const attempt = await begin(scene);
      const after = madeBy(scene, member);
      const answer = await under(scene, member, mishap, () => ask(attempt));
      await look({ scene, attempt, member, mishap: { ...mishap, after }, answer });
    }
  }
}
