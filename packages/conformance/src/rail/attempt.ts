import type {
  Credential,
  JsonObject,
  PaymentRail,
  PaymentRef,
  Prepared,
  Purchase,
  RefundRequest,
  Refusal,
  Settlement,
} from '@railyard/core/rail';
import { believed } from './believed.ts';
import { type Answer, answered, isNoAnswer, type RefundAnswer } from './call.ts';
import { type AskContext, contextOf, type Manner } from './context.ts';
import type { Member } from './link.ts';
import { storedForm } from './place.ts';
import type { Scene } from './scene.ts';

/** One try to pay, as the engine makes it: what a call learns is stored, and only what is stored reaches the next. */
export interface Attempt {
  readonly id: string;
  readonly key: string;
  readonly purchase: Purchase;
  readonly credential: Credential | null;
  readonly remembered: Readonly<Record<string, string>>;
  settle(manner?: Manner): Promise<Answer>;
  status(manner?: Manner): Promise<Answer>;
  cancel(manner?: Manner): Promise<Answer>;
  refund(request: RefundRequest, manner?: Manner): Promise<RefundAnswer>;
  context(member: Member, manner?: Manner): AskContext;
  ref(): PaymentRef;
  /** Loses what the answers so far were known by, as when none of them was stored. */
  forget(): void;
}

/** An attempt with this credential, or null for a person's; `number` tells the attempts of a scene apart. */
export function attemptOf(
  scene: Scene,
  purchase: Purchase,
  credential: Credential | null,
  number = 1,
): Attempt {
  const id = `attempt_Railyard_${number}`;
  const key = `key_Railyard_${number}`;
  const remembered: Record<string, string> = {};
  const stored = credential && storedForm(credential);
  let prepared: JsonObject | null = null;
  let reference: string | null = null;
  const submittedAt = scene.now();

  function keep<T extends Answer | RefundAnswer>(member: Member, answer: T): T {
    scene.link.check();
    if (!isNoAnswer(answer)) believed(scene.rail, purchase, member, answer);
    scene.told.push(answer.state === 'threw' ? answer.error : answer, { ...remembered });
    return answer;
  }

  function settled(member: Member, answer: Answer): Answer {
    keep(member, answer);
    if ('reference' in answer && answer.reference !== undefined) reference = answer.reference;
    return answer;
  }

  const context: Attempt['context'] = (member, manner = {}) =>
    contextOf(scene, { id, key, remembered, prepared }, member, manner);

  const ref = (): PaymentRef => ({
    attempt: id,
    key,
    reference,
    total: { ...purchase.total },
    prepared: structuredClone(prepared),
    facts: { ...stored?.facts, ...remembered },
    quotedAt: purchase.quotedAt,
    submittedAt,
  });

  /** Null when `settle` may be asked. */
  async function prepare(rail: PaymentRail): Promise<Answer | null> {
    if (!rail.prepare || prepared) return null;
    const { ending, ...given } = context('prepare');
    const answer = await answered<Prepared | Refusal>('prepare', ending, async () => {
      if (!rail.prepare) throw new TypeError('The rail has no prepare.');
      return rail.prepare(structuredClone(purchase), structuredClone(stored), given);
    });
    if (isNoAnswer(answer)) return answer;
    believed(rail, purchase, 'prepare', answer);
    scene.told.push(answer);
    if ('refused' in answer) return { state: 'declined', reason: answer.refused, evidence: 'not_sent' };
    prepared = structuredClone(answer.prepared);
    return null;
  }

  return {
    id,
    key,
    purchase,
    credential: stored,
    remembered,
    context,
    ref,
    forget() {
      reference = null;
    },
    async settle(manner = {}) {
      const { rail = scene.rail } = manner;
      const ended = await prepare(rail);
      if (ended) return keep('settle', ended);
      const { ending, ...given } = context('settle', manner);
      return settled(
        'settle',
        await answered<Settlement>('settle', ending, () =>
          rail.settle(structuredClone(purchase), structuredClone(stored), given),
        ),
      );
    },
    async status(manner = {}) {
      const { rail = scene.rail } = manner;
      const { ending, ...given } = context('status', manner);
      return settled('status', await answered<Settlement>('status', ending, () => rail.status(ref(), given)));
    },
    async cancel(manner = {}) {
      const { rail = scene.rail } = manner;
      const { ending, ...given } = context('cancel', manner);
      return settled(
        'cancel',
        await answered<Settlement>('cancel', ending, async () => {
          if (!rail.cancel) throw new TypeError('The rail has no cancel.');
          return rail.cancel(ref(), given);
        }),
      );
    },
    async refund(request, manner = {}) {
      const { rail = scene.rail } = manner;
      const { ending, ...given } = context('refund', manner);
      return keep(
        'refund',
        await answered('refund', ending, async () => {
          if (!rail.refund) throw new TypeError('The rail has no refund.');
          return rail.refund(ref(), { ...request, amount: { ...request.amount } }, given);
        }),
      );
    },
  };
}
