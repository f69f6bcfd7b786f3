import type { Mode } from '@railyard/core';
import { type Approval, standingOf } from '@railyard/core/spend';
import type { Asker } from './asker.ts';
import type { Payee } from './payee.ts';

/** Where a question stands, as people and programs are told. `expired`: it has to be asked anew. */
export type ApprovalStanding = Approval['state'] | 'expired';

export function standingAt(approval: Approval, now: number): ApprovalStanding {
  return standingOf(approval, now) ?? 'expired';
}

/** A question as the page of whoever decides shows it. */
export interface Shown {
  readonly approval: Approval;
  readonly standing: ApprovalStanding;
  readonly payee: Payee;
  readonly asker: Asker | null;
  /** In which amounts are written. */
  readonly locale: string;
  readonly mode: Mode;
  readonly now: number;
  /** Why what was just pressed changed nothing. */
  readonly problem: string | null;
}
