import { type Checkout, isRailError, type Owner, type Runtime, type Store } from '@railyard/core';
import {
  type Approval,
  type BudgetView,
  readBudgets,
  readPolicy,
  type SpendGate,
  type SpendPolicy,
  withZoneNames,
} from '@railyard/core/spend';
import type { Logger } from 'pino';
import { storedApprovers } from './approvals/approvers.ts';
import { ask } from './approvals/ask.ts';
import { type Asker, askerOf } from './approvals/asker.ts';
import { type ApprovalLinks, approvalLinks } from './approvals/links.ts';
import { type Payees, payeesAmong } from './approvals/payee.ts';
import { secretOf } from './buyers/secret.ts';
import { type BuyerPorts } from './buyers.ts';
import type { SpendingSettings } from './config/spending.ts';
import type { Callers } from './keys.ts';
import type { Merchants } from './merchants.ts';
import type { Sellers } from './sellers.ts';
import { gateOn } from './spending/gate.ts';

/** What may be spent where nobody has said anything else, and who decides. */
export interface SpendingPorts extends SpendingSettings {
  /** What links to decisions are signed with, the newest first; lasting, and the same for all servers on one database. */
  readonly linkSecrets: readonly string[];
}

/** What a principal may spend, and what is left. */
export interface Allowed {
  readonly policy: SpendPolicy;
  /** Whether the policy is the principal's own, and not the platform's. */
  readonly isOwn: boolean;
  readonly budgets: readonly BudgetView[];
}

/** What callers may spend. A principal is an API key, or one client of one person. */
export interface Spending {
  readonly gate: SpendGate;
  /** Null where nobody is mailed a link. */
  readonly links: ApprovalLinks | null;
  readonly records: { readonly store: Store; readonly runtime: Runtime };
  allowed(who: Owner): Promise<Allowed>;
  /** Who wants this; null when their cart is gone. */
  readonly asker: (approval: Approval) => Promise<Asker | null>;
  readonly payees: Payees;
}

/** What the gate stands on beside its records. */
interface Around extends Pick<BuyerPorts, 'mail' | 'secret'> {
  readonly runtime: Runtime;
  readonly baseUrl: string;
  readonly log: Logger;
  readonly sellers: Pick<Sellers, 'find'>;
  /** Asked when there is something to decide, and not before. */
  readonly later: () => {
    readonly checkout: Checkout;
    readonly callers: Callers;
    readonly merchants: Merchants | null;
  };
}

/** The gate on all that is paid for a caller. Without ports everything is allowed that no operator has forbidden. */
export function createSpending(store: Store, ports: SpendingPorts | null, around: Around): Spending {
  const { runtime, log, baseUrl, later, mail, sellers } = around;
  const policy = withZoneNames(ports?.policy ?? {});
  const records = { store, runtime };
  const links = ports && approvalLinks(ports.linkSecrets, baseUrl);

  const asker = (approval: Approval): Promise<Asker | null> => askerOf(later(), approval);
  const payees = payeesAmong(sellers, () => later().merchants);
  const desk = {
    store,
    approvers: storedApprovers(store),
    platformApprover: ports?.approver ?? null,
    links,
    mail,
    secret: secretOf(around.secret),
    payees,
    host: new URL(baseUrl).host,
    asker,
  };
  const gate = gateOn({
    ...records,
    policy,
    ask: (approval) => ask(desk, approval),
    report: (error) => report(log, error),
  });
  return {
    gate,
    links,
    records,
    async allowed(who) {
      const own = await readPolicy(records, who);
      const budgets = await readBudgets({ ...records, policy }, who);
      return { policy: own ?? policy, isOwn: own !== null, budgets };
    },
    asker,
    payees,
  };
}

/** A mail server's words could hold an address, so that only ours are told. */
function report(log: Logger, error: unknown): void {
  const isOurs = isRailError(error);
  const sentence = isOurs && error.code === 'configuration' ? error.message : 'The mail did not leave.';
  log.warn(
    { failure: isOurs ? error.code : 'unknown' },
    `Nobody was asked to approve a purchase. ${sentence}`,
  );
}
