import type { Owner, Store } from '@railyard/core';
import type { Key } from '@railyard/core/store';
import { SPENDING_SPACE } from '../spending/space.ts';

/** Who decides about what a principal wants to pay, where an operator has named somebody. */
export interface Approvers {
  /** Their e-mail; null where nobody is named. */
  find(who: Owner): Promise<string | null>;
  /** Names somebody, or nobody any more. */
  set(who: Owner, email: string | null): Promise<void>;
}

/** Those in a space of the store. */
export function storedApprovers(store: Store): Approvers {
  return {
    async find(who) {
      const { space, key } = keyOf(who);
      return (await store.get<{ readonly email: string }>(space, key))?.email ?? null;
    },
    async set(who, email) {
      const row = email === null ? null : { value: { email }, tenant: who.tenant, state: 'named', due: null };
      await store.update([keyOf(who)], () => ({ rows: [row], result: null }));
    },
  };
}

function keyOf({ tenant, principal }: Owner): Key {
  return { space: SPENDING_SPACE, key: `approver:${tenant}:${principal}` };
}
