import { RailError } from '../errors.ts';
import { missing } from '../missing.ts';
import {
  alreadyCompleted,
  declined,
  type Outcome,
  pageOf,
  referred,
  refunded,
  unresolved,
} from '../outcome.ts';
import type { Purchase } from '../purchase.ts';
import type { Refusal } from '../rail.ts';
import { type Attempt, type CartRecord, isUnsettled, openAttempt } from '../record.ts';
import { attemptIn, carry } from './carry.ts';
import { isOld } from './look.ts';
import { notActive } from './mounts.ts';
import { open } from './open.ts';
import { checkContextOf, offer, type Paying } from './paying.ts';
import { refusalIn } from './plain.ts';
import { quote, refusalOf } from './quote.ts';
import { principalOf } from './request.ts';
import { checkSpending } from './spending.ts';
import { track } from './track.ts';
import { within } from './within.ts';
import type { Mount, Yard } from './yard.ts';

/** A purchase, and the rail that has looked at the credential for it and has nothing against it. */
export interface Ready {
  readonly mount: Mount;
  readonly purchase: Purchase;
  /** How many attempts the cart had when this was found. */
  readonly seen: number;
}

/** All that can be checked before anything is stored. A refusal is the payer's to mend; the rest is thrown. */
export async function readyToPay(yard: Yard, paying: Paying, record: CartRecord): Promise<Ready | Refusal> {
  const { call, given } = paying;
  if (!given?.mount) return missing('rail');
  const { mount, mounts, credential } = given;
  if (!mount.active) throw notActive(mount, mounts);
  const purchase = await quote(yard, record, call.email ?? null);
  const principal = await principalOf(yard, call);
  await checkSpending(yard, record, { principal, purchase }, mount.rail.id);

  const refusal = refusalOf(yard, mount.rail, purchase);
  if (refusal && !credential) throw notAccepted(mount, refusal);
  if (refusal) return refusal;

  const fault = await faultIn(yard, paying, purchase);
  return fault ?? { mount, purchase, seen: record.attempts.length };
}

/** What its rail has against the credential of a call; null when nothing. */
async function faultIn(yard: Yard, { call, given }: Paying, purchase: Purchase): Promise<Refusal | null> {
  const { mount, credential } = given ?? {};
  if (!mount?.rail.check || !credential) return null;
  const { rail } = mount;
  const context = await checkContextOf(yard, call);
  const answer = await within(yard, async () => ({
    fault: refusalIn(await rail.check?.(purchase, credential, context)),
  }));
  if (!answer) throw notReached(rail.id);
  return answer.fault;
}

/** Opens an attempt and carries it to an answer. Null when the records have moved on. */
export async function start(
  yard: Yard,
  paying: Paying,
  { mount, purchase, seen }: Ready,
): Promise<Outcome | null> {
  const { call, cart, given } = paying;
  const { tenant, resource } = call;
  const credential = given?.credential ?? null;
  const principal = await principalOf(yard, call);
  const opened = await open(yard, {
    ...paying,
    tenant,
    principal,
    resource,
    purchase,
    mount,
    credential,
    seen,
  });
  const attempt = opened && openAttempt(opened);
  if (!attempt) return null;
  paying.fenced = null;

  const carried = track(yard, attempt.id, carry(yard, { cart, tenant, mount, attempt, credential }));
  const record = await carried.catch((cause: unknown) => {
    throw unresolved(attempt, yard.runtime.now(), cause);
  });
  return outcomeOf(yard, paying, record, attempt);
}

async function outcomeOf(
  yard: Yard,
  paying: Paying,
  record: CartRecord,
  opened: Attempt,
): Promise<Outcome | null> {
  const { id } = opened;
  const attempt = attemptIn(record, id);
  switch (attempt.state) {
    case 'paid':
      if (record.order?.attempt === id) return { type: 'paid', order: record.order, replayed: false };
      throw record.order ? alreadyCompleted(record.order) : refunded(attempt);
    case 'created':
    case 'submitted':
    case 'pending':
      throw unresolved(attempt, yard.runtime.now());
    case 'action_required': {
      const page = pageOf(attempt);
      if (!page || attempt.doubtSince !== null || isOld(yard, record, opened))
        throw unresolved(attempt, yard.runtime.now());
      return { type: 'page', page, purchase: attempt.purchase, replayed: false };
    }
    case 'referred':
      return referred(attempt, false);
    case 'cancelled':
    case 'declined':
    case 'expired':
      if (attempt.state === 'cancelled' && attempt.submittedAt === null) throw notReached(attempt.rail);
      return toPayAgain(yard, paying, record, opened);
  }
}

/**
 * Meanwhile somebody may have paid, used an earlier credential, or taken the attempt over: then all is decided anew
 * before anybody is told to pay.
 */
async function toPayAgain(
  yard: Yard,
  paying: Paying,
  record: CartRecord,
  opened: Attempt,
): Promise<Outcome | null> {
  const error = declined(attemptIn(record, opened.id));
  const others = record.attempts.some((one) => one.id !== opened.id && isUnsettled(one));
  if (!others && !record.order && !isOld(yard, record, opened))
    return offer(yard, paying, record, { error, page: null });
  paying.ended = error;
  paying.looked.clear();
  return null;
}

function notReached(rail: string): RailError {
  return new RailError('upstream_unavailable', `The rail "${rail}" did not answer, and nothing was sent.`, {
    retryAfter: 2,
  });
}

function notAccepted({ rail }: Mount, { refused, message }: Refusal): RailError {
  return new RailError('purchase_not_accepted', message, {
    details: { payment_rail: rail.id, reason: refused },
  });
}
