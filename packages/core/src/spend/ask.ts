import { RailError } from '../errors.ts';
import { type Approval, approvalIdOf, approvalKey, approvalRow, isFor, standingOf } from './approval.ts';
import type { SpendOptions } from './create.ts';
import type { Spend } from './gate.ts';

const DAY = 86_400_000;

/** Has a person asked about a purchase, once, and says so to whoever wants to pay. */
export async function asked(options: SpendOptions, spend: Spend): Promise<RailError> {
  const approval = await question(options, spend);
  if (approval.state === 'denied') return refused(approval);
  if (!approval.told) await tell(options, approval);
  const { id, expiresAt } = approval;
  const url = await options.url?.(approval);
  return new RailError('needs_approval', 'A person has to approve this purchase. Nothing was paid.', {
    details: {
      approval_id: id,
      ...(url !== undefined && { approval_url: url }),
      expires_at: new Date(expiresAt).toISOString(),
    },
    nextAction: 'Wait until it is approved, then send the same request again.',
  });
}

export function refused({ id }: Approval): RailError {
  return new RailError('denied', 'A person has denied this purchase. Nothing was paid.', {
    details: { reason: 'approval_denied', approval_id: id },
    nextAction: 'Do not try it again; ask whom it was denied.',
  });
}

/** The question as it stands; one that has lapsed is asked anew. */
function question({ store, lasts = DAY }: SpendOptions, spend: Spend): Promise<Approval> {
  const id = approvalIdOf(spend.purchase);
  return store.update([approvalKey(spend.tenant, id)], ([row], now) => {
    const known = row?.value as Approval | undefined;
    if (known && isFor(known, spend) && standingOf(known, now) !== null) return { rows: [], result: known };
    const fresh: Approval = {
      ...spend,
      id,
      state: 'asked',
      expiresAt: now + lasts,
      decided: null,
      told: false,
    };
    return { rows: [approvalRow(fresh)], result: fresh };
  });
}

async function tell(options: SpendOptions, approval: Approval): Promise<void> {
  try {
    await options.ask?.(approval);
  } catch (error) {
    options.report?.(error);
    return;
  }
  await options.store.update([approvalKey(approval.tenant, approval.id)], ([row]) => {
    const known = row?.value as Approval | undefined;
    // Another question may have been asked since, of which nobody was told.
    const isStill = known?.expiresAt === approval.expiresAt;
    return { rows: isStill ? [approvalRow({ ...known, told: true })] : [], result: null };
  });
}
