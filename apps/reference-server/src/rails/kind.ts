import type { PaymentRail } from '@railyard/core';
import type { Secrets } from '../accounts/secrets.ts';
import { mistake } from '../config/fields.ts';

/** A rail that the server can mount, once for each account that is paid on it. */
export interface RailKind {
  readonly id: string;
  /** Whether the operator has set up its provider. */
  readonly isSetUp: boolean;
  /** The account it is mounted on, inactive, for a seller who has none. */
  readonly otherwise: string;
  /**
   * Whether this is an account that the operator's own provider knows. Any other is looked for in the store. Webhooks of
   * such an account are heard also when no seller has it now.
   */
  readonly isAccount: (account: string) => boolean;
  readonly make: (account: string) => PaymentRail;
  /** The same over an account in the store. Throws `configuration`, in a sentence, where its secrets do not do. */
  readonly over: (secrets: Secrets) => PaymentRail;
}

/** Secrets of one provider stand where those of another should. */
export function misplaced({ provider }: Secrets): never {
  throw mistake(`It is an account at "${provider}", and this rail is not paid there.`);
}
