import type {
  Credential,
  JsonObject,
  PaymentRail,
  PaymentRef,
  Purchase,
  RefundRequest,
  Settlement,
} from '@railyard/core/rail';
import { type Answer, answered, type RefundAnswer } from './call.ts';
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

  function keep<T extends Answer | RefundAnswer>(answer: T): T {
    scene.link.check();
    scene.told.push(answer.state === 'threw' ? answer.error : answer, { ...remembered });
    return answer;
  }

  function settled(answer: Answer): Answer {
    if ('reference' in answer && answer.reference !== undefined) reference = answer.reference;
    return keep(answer);
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
    const answer = await answered('prepare', ending, async () =>
      rail.prepare?.(structuredClone(purchase), structuredClone(stored), given),
    );
    if (!answer) return { state: 'threw', error: new TypeError('prepare gave nothing.') };
    if ('state' in answer) return answer;
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
    async settle(manner = {}) {
      const { rail = scene.rail } = manner;
      const ended = await prepare(rail);
      if (ended) return keep(ended);
      const { ending, ...given } = context('settle', manner);
      return settled(
        await answered<Settlement>('settle', ending, () =>
          rail.settle(structuredClone(purchase), structuredClone(stored), given),
        ),
      );
    },
    async status(manner = {}) {
      const { rail = scene.rail } = manner;
      const { ending, ...given } = context('status', manner);
      return settled(await answered<Settlement>('status', ending, () => rail.status(ref(), given)));
    },
    async cancel(manner = {}) {
      const { rail = scene.rail } = manner;
      const { ending, ...given } = context('cancel', manner);
      return settled(
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
        await answered('refund', ending, async () => {
          if (!rail.refund) throw new TypeError('The rail has no refund.');
          return rail.refund(ref(), { ...request, amount: { ...request.amount } }, given);
        }),
      );
    },
  };
}
