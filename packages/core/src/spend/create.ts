import { answering } from '../checkout/answering.ts';
import { RailError } from '../errors.ts';
import type { Awaitable, Runtime } from '../ports.ts';
import { type CartRecord, isOpen } from '../record.ts';
import type { Row } from '../store.ts';
import { type Approval, approvalIdOf, approvalKey, approvalRow, isFor, standingOf } from './approval.ts';
import { asked, refused } from './ask.ts';
import { type BudgetRecord, budgetKey, budgetRow, rulesOf, type SpendRecords, UNTOUCHED } from './budget.ts';
import type { Spend, SpendGate } from './gate.ts';
import { type CartChange, follow, withoutOpen } from './ledger.ts';
import type { SpendPolicy } from './policy.ts';
import { respellPolicy, respellRecord, type ZoneOf } from './spelling.ts';
import { type Denial, type Verdict, verdictOf } from './verdict.ts';
import { type Clock, createCalendar, createZoneNames } from './window.ts';

export interface SpendOptions extends SpendRecords {
  readonly runtime: Pick<Runtime, 'hash' | 'now' | 'sleep'>;
  /** For principals without a policy of their own: everything is allowed. */
  readonly policy?: SpendPolicy;
  /** How long a person has to decide, and an approval lasts, in milliseconds: a day. */
  readonly lasts?: number;
  /** Tells whoever decides that there is a question, by one call at a time; again until it has resolved once. */
  ask?(approval: Approval): Promise<void>;
  /** Where a person decides; absent when the payer is not told. */
  url?(approval: Approval): Awaitable<string>;
  /** Gets what `ask` threw. */
  report?(error: unknown): void;
}

/** A gate on what every principal spends, for `createCheckout`. */
export function createSpendGate(given: SpendOptions): SpendGate {
  const zoneOf = createZoneNames();
  const policy = given.policy && respellPolicy(given.policy, zoneOf);
  const options = { ...given, ...(policy && { policy }), store: answering(given.store), zoneOf };
  const dayIn = createCalendar();
  return {
    check: (spend, place) => check(options, spend, place, { now: options.runtime.now(), dayIn }),
    keys: (spend) => [budgetKey(spend), approvalKey(spend.tenant, approvalIdOf(spend.purchase))],
    follow: (rows, spend, change, now) => followed(options, spend, { rows, change }, { now, dayIn }),
  };
}

interface GateOptions extends SpendOptions {
  readonly zoneOf: ZoneOf;
}

/** What a purchase is judged by, beside the policy. */
interface Place {
  readonly rail: string | null;
  readonly cart: CartRecord;
}

async function check(options: GateOptions, spend: Spend, place: Place, clock: Clock): Promise<void> {
  const { store } = options;
  const kept = await store.get<BudgetRecord>('budget', budgetKey(spend).key);
  const verdict = judged(options, spend, recordFrom(kept, options), place, clock);
  if (verdict === 'allow') return;
  if (verdict !== 'needs_approval') throw denied(verdict);
  const { space, key } = approvalKey(spend.tenant, approvalIdOf(spend.purchase));
  const approval = await store.get<Approval>(space, key);
  const standing = approval && isFor(approval, spend) ? standingOf(approval, clock.now) : null;
  if (standing === 'approved' || standing === 'used') return;
  throw approval && standing === 'denied' ? refused(approval) : await asked(options, spend);
}

function judged(
  { policy: platform }: SpendOptions,
  { purchase }: Spend,
  record: BudgetRecord,
  { rail, cart }: Place,
  clock: Clock,
): Verdict {
  const ledger = withoutOpen(record.ledger, cart);
  return verdictOf(rulesOf(record, platform), ledger, { purchase, rail }, clock);
}

function recordFrom(kept: BudgetRecord | null, { zoneOf }: Pick<GateOptions, 'zoneOf'>): BudgetRecord {
  return respellRecord(kept ?? UNTOUCHED, zoneOf);
}

function denied({ reason, message, details }: Denial): RailError {
  return new RailError('denied', `${message} Nothing was paid.`, {
    details: { reason, ...details },
    nextAction: 'Do not try it again as it is; ask whoever set the limit.',
  });
}

interface Found {
  readonly rows: readonly (Row | null)[];
  readonly change: CartChange;
}

function followed(
  options: GateOptions,
  spend: Spend,
  { rows: [budgetOf, approvalOf], change }: Found,
  clock: Clock,
): readonly (Row | undefined)[] | null {
  const record = recordFrom((budgetOf?.value as BudgetRecord | undefined) ?? null, options);
  const approval = (approvalOf?.value as Approval | undefined) ?? null;
  if (!mayOpen(options, spend, { record, approval }, change, clock)) return null;
  const { budgets } = rulesOf(record, options.policy);
  const ledger = follow(record.ledger, budgets, change, clock);
  // A page may outlive its approval, so that a person is asked anew: what was bought is no question any more.
  const isUsed =
    approval !== null &&
    (approval.state === 'approved' || approval.state === 'asked') &&
    change.after.order?.id === spend.purchase.order;
  return [
    ledger === record.ledger ? undefined : budgetRow({ ...record, ledger }, spend.tenant),
    isUsed ? approvalRow({ ...approval, state: 'used' }) : undefined,
  ];
}

/** Whether the attempt that this change opens, if it opens one, may be opened. */
function mayOpen(
  options: SpendOptions,
  spend: Spend,
  { record, approval }: { readonly record: BudgetRecord; readonly approval: Approval | null },
  { before, after }: CartChange,
  clock: Clock,
): boolean {
  const opened = after.attempts.find(
    (one) => isOpen(one) && !before.attempts.some(({ id }) => id === one.id),
  );
  if (!opened) return true;
  const verdict = judged(options, spend, record, { rail: opened.rail, cart: before }, clock);
  if (verdict !== 'needs_approval') return verdict === 'allow';
  return approval !== null && isFor(approval, spend) && standingOf(approval, clock.now) === 'approved';
}
