import type { Store } from '@railyard/core';
import { type Approval, decide } from '@railyard/core/spend';
import type { FakeRuntime } from '../fakes/runtime.ts';
import type { Plan } from './plan.ts';

/** The person who decides what may be bought. */
export interface Approver {
  ask(approval: Approval): void;
}

/** Takes each decision of the plan when its question has been asked, and its time has come. */
export function createApprover(
  { spending }: Plan,
  { runtime, store, tell }: { runtime: FakeRuntime; store: Store; tell: (line: string) => void },
): Approver {
  let questions = 0;
  return {
    ask({ tenant, id }) {
      const planned = spending?.decisions.find(({ question }) => question === questions);
      questions += 1;
      tell(`a person is asked about ${id}`);
      if (planned) void answer(tenant, id, planned.after, planned.decision);
    },
  };

  async function answer(
    tenant: string,
    id: string,
    after: number,
    decision: 'approved' | 'denied',
  ): Promise<void> {
    await runtime.sleep(after);
    await decide({ store }, tenant, id, { decision, by: 'owner' }).then(
      ({ state }) => tell(`a person decides about ${id}: ${state}`),
      () => tell(`a person comes too late to decide about ${id}`),
    );
  }
}
