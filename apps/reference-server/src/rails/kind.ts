import type { PaymentRail } from '@railyard/core';

/** A rail that the server can mount, once for each account that is paid on it. */
export interface RailKind {
  readonly id: string;
  /** Whether the operator has set up its provider. */
  readonly isSetUp: boolean;
  /** The account it is mounted on, inactive, for a seller who has none. */
  readonly otherwise: string;
  /**
   * Whether this can be an account of its: a seller's other accounts are not active. Webhooks of such an account are heard
   * also when no seller has it now.
   */
  readonly isAccount: (account: string) => boolean;
  readonly make: (account: string) => PaymentRail;
}
