import type { Store } from '@railyard/core';
import type { Approval } from '@railyard/core/spend';
import type { Secret } from '../buyers/secret.ts';
import type { Mail } from '../mail.ts';
import type { Approvers } from './approvers.ts';
import type { Asker } from './asker.ts';
import type { ApprovalLinks } from './links.ts';
import type { Payees } from './payee.ts';

/** What asking for approvals stands on. */
export interface Desk {
  readonly store: Store;
  readonly approvers: Approvers;
  /** The e-mail of who decides for the platform; null where nobody does. */
  readonly platformApprover: string | null;
  /** Null where no links are made. */
  readonly links: ApprovalLinks | null;
  /** Null where no mail is sent. */
  readonly mail: Mail | null;
  readonly secret: Secret;
  readonly payees: Payees;
  /** As letters name this server. */
  readonly host: string;
  /** Who wants this. */
  readonly asker: (approval: Approval) => Promise<Asker | null>;
}
