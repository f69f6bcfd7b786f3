import { RailError } from '../errors.ts';
import { isBusy } from '../record.ts';
import { type Approval, approvalIdOf, approvalKey, approvalRow, isFor, standingOf } from './approval.ts';
import type { SpendOptions } from './create.ts';
import type { Spend } from './gate.ts';

const DAY = 86_400_000;
/** Milliseconds. So long one call may take to tell of a question. */
const TELLING = 30_000;
const POLL = 100;

/** Has a person asked about a purchase, once, and says so to whoever wants to pay. */
export async function asked(options: SpendOptions, spend: Spend): Promise<RailError> {
  const approval = await question(options, spend);
  if (approval.state === 'denied') return refused(approval);
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

/** The question as it stands, once it was told of or one more call has tried to: this one, or the one that is at it. */
async function question(options: SpendOptions, spend: Spend): Promise<Approval> {
  const found = await claim(options, spend);
  const { approval, isMine } = isBeingTold(found) ? await claimAfter(options, spend, found) : found;
  if (isMine) await tell(options, approval);
  return approval;
}

interface Claim {
  readonly approval: Approval;
  /** Whether it is this call that has to tell of it. */
  readonly isMine: boolean;
}

/** The question; one that has lapsed is asked anew. Whoever finds that nobody was told of it, or is telling, has to. */
function claim({ store, lasts = DAY }: SpendOptions, spend: Spend): Promise<Claim> {
  const id = approvalIdOf(spend.purchase);
  return store.update<Claim>([approvalKey(spend.tenant, id)], ([row], now) => {
    const known = row?.value as Approval | undefined;
    const stands = known && isFor(known, spend) && standingOf(known, now) !== null ? known : null;
    if (stands && (stands.state !== 'asked' || stands.told || isBusy(stands, now)))
      return { rows: [], result: { approval: stands, isMine: false } };
    const fresh = {
      ...spend,
      id,
      state: 'asked',
      expiresAt: now + lasts,
      decided: null,
      told: false,
    } as const;
    const approval: Approval = { ...(stands ?? fresh), busyUntil: now + TELLING };
    return { rows: [approvalRow(approval)], result: { approval, isMine: true } };
  });
}

function isBeingTold({ approval, isMine }: Claim): boolean {
  return !isMine && approval.state === 'asked' && !approval.told;
}

/** Claims it once the call that is telling of it has done so, has failed or is taking too long, as when it has ended. */
async function claimAfter(options: SpendOptions, spend: Spend, { approval }: Claim): Promise<Claim> {
  const { store, runtime } = options;
  const { space, key } = approvalKey(approval.tenant, approval.id);
  const end = runtime.now() + TELLING;
  while (runtime.now() < end) {
    await runtime.sleep(POLL);
    const now = await store.get<Approval>(space, key);
    if (now?.busyUntil !== approval.busyUntil) break;
  }
  return claim(options, spend);
}

async function tell(options: SpendOptions, approval: Approval): Promise<void> {
  const isTold = await hasTold(options, approval);
  await options.store.update([approvalKey(approval.tenant, approval.id)], ([row]) => {
    const known = row?.value as Approval | undefined;
    // Another question may have been asked since, of which nobody was told, or another call be telling of this one.
    const isStill = known?.expiresAt === approval.expiresAt;
    const isOver = isStill && (isTold || known.busyUntil === approval.busyUntil);
    const after = isOver && approvalRow({ ...known, told: known.told || isTold, busyUntil: null });
    return { rows: after ? [after] : [], result: null };
  });
}

async function hasTold(options: SpendOptions, approval: Approval): Promise<boolean> {
  try {
    await options.ask?.(approval);
    return true;
  } catch (error) {
    options.report?.(error);
    return false;
  }
}
