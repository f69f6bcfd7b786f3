import type { Credential, Settlement } from '../rail.ts';
import { type Attempt, type CartRecord, isBusy, isOpen, isUnsettled, RAIL_GONE } from '../record.ts';
import { busyFor } from '../schedule.ts';
import { type CartEvent, transition } from '../transition.ts';
import { attemptIn, carry, type Load, noAnswer, recordAnswer, send } from './carry.ts';
import { cartRow, recordIn } from './commit.ts';
import { contextOf, paymentOf } from './context.ts';
import type { CartKey } from './keys.ts';
import { mountOf } from './mounts.ts';
import { track } from './track.ts';
import { updateCart } from './update.ts';
import { vetted } from './vet.ts';
import { within } from './within.ts';
import type { Yard } from './yard.ts';

/** Whether it is certain where an attempt stands. */
export type Look = 'sure' | 'unsure';

/**
 * Finds out where an attempt stands: resumes one of which nothing was sent, else asks the provider, and sends again
 * with the same key where that is allowed. Null when another worker is at it, or it has been settled.
 */
export async function look(yard: Yard, cart: CartKey, id: string): Promise<Look | null> {
  // Of the platform its mounts; of the rail the question, and perhaps one more submission.
  const taken = await take(yard, cart, id, 3);
  if (!taken) return null;
  const attempt = attemptIn(taken, id);
  const looking = looked(yard, cart, taken, attempt).catch((error: unknown) => {
    yard.report?.(error);
    return unasked(yard, cart, attempt, 'look_failed');
  });
  return track(yard, id, looking);
}

async function looked(yard: Yard, cart: CartKey, taken: CartRecord, attempt: Attempt): Promise<Look> {
  const mount = await within(yard, () => mountOf(yard, taken.cart.tenant, attempt));
  if (mount === null) return unasked(yard, cart, attempt, 'no_mounts');
  if (!mount) return unasked(yard, cart, attempt, RAIL_GONE);

  const load: Load = { cart, tenant: taken.cart.tenant, mount, attempt, credential: null };
  return attempt.state === 'created' ? resume(yard, load) : ask(yard, load);
}

/**
 * Puts the attempt into this worker's hands for as long as so many calls may take; null when another has it, or it is
 * settled.
 */
export function take(yard: Yard, cart: CartKey, id: string, calls: number): Promise<CartRecord | null> {
  return updateCart(yard, [cart], (rows, now) => {
    const record = recordIn(rows[0]);
    const attempt = record.attempts.find((one) => one.id === id);
    if (!attempt || isBusy(attempt, now) || !isUnsettled(attempt)) return { rows: [], result: null };
    const until = busyFor(calls, yard.timeouts.rail, now);
    const event: CartEvent = { type: 'taken', attempt: id, until };
    const after = transition(record, event, now);
    return { rows: [cartRow(after)], result: after };
  });
}

/** Nothing was sent yet, so it is carried on from its sealed credential; without the key it ends. */
async function resume(yard: Yard, load: Load): Promise<Look> {
  const credential = await unsealed(yard, load.attempt);
  if (credential !== 'lost') return lookOf(yard, await carry(yard, { ...load, credential }), load.attempt);
  const settlement = { state: 'cancelled' } as const;
  const { record } = await recordAnswer(yard, load.cart, load.attempt, { settlement });
  return lookOf(yard, record, load.attempt);
}

async function ask(yard: Yard, load: Load): Promise<Look> {
  const { cart, tenant, mount, attempt } = load;
  const answer = await within<Settlement>(yard, (signal) => {
    const context = contextOf(yard, cart, attempt, {
      tenant,
      signal: signal(),
    });
    return mount.rail.status(paymentOf(attempt), context);
  });
  const known = vetted(mount.rail, attempt, answer ?? noAnswer, 'again');
  const { settlement } = known;
  if (settlement.state === 'unknown' && known.openCase === undefined && mayResend(yard, attempt)) {
    const credential = await unsealed(yard, attempt);
    if (credential !== 'lost') {
      return lookOf(yard, await send(yard, { ...load, credential }, 'again'), attempt);
    }
  }
  const { record } = await recordAnswer(yard, cart, attempt, known);
  // Unspent is enough for the next credential to go on.
  const sure = settlement.state === 'unknown' ? settlement.unspent : settlement.state !== 'pending';
  return sure && !isOld(yard, record, attempt) ? 'sure' : 'unsure';
}

/**
 * Whether another worker may have been at it since this one took it up: then this one knows how it was, not how it is.
 */
export function isOld({ runtime }: Yard, record: CartRecord, { id, looks, busyUntil }: Attempt): boolean {
  return attemptIn(record, id).looks !== looks || runtime.now() >= (busyUntil ?? 0);
}

function lookOf(yard: Yard, record: CartRecord, attempt: Attempt): Look {
  // A page that an answer to the same key shows was open when that answer was first given, and may be paid by now.
  return isOpen(attemptIn(record, attempt.id)) || isOld(yard, record, attempt) ? 'unsure' : 'sure';
}

/**
 * Only what no answer was ever seen of is sent again, and only while the provider still knows its key: what it
 * repeats of an accepted payment or an open page is how that stood then, not now.
 */
function mayResend(yard: Yard, { state, sendUntil }: Attempt): boolean {
  return state === 'submitted' && (sendUntil === null || yard.runtime.now() < sendUntil);
}

/** Nothing was learned, for the rail was not asked or its answer not kept. A person has to look when it is gone. */
async function unasked(yard: Yard, cart: CartKey, attempt: Attempt, reason: string): Promise<Look> {
  const settlement: Settlement = { state: 'unknown', reason };
  const openCase = reason === RAIL_GONE ? { openCase: RAIL_GONE } : {};
  await recordAnswer(yard, cart, attempt, { settlement, unasked: true, ...openCase });
  return 'unsure';
}

/** The credential an attempt was opened with; null when it had none, `lost` when its sealing key is gone. */
async function unsealed(yard: Yard, attempt: Attempt): Promise<Credential | null | 'lost'> {
  if (attempt.proof === null) return null;
  const text = attempt.sealed === null ? null : await yard.runtime.unseal(attempt.sealed, attempt.id);
  if (text === null) return 'lost';
  return {
    fingerprint: attempt.proof,
    payload: JSON.parse(text) as Credential['payload'],
    facts: attempt.facts,
    expiresAt: attempt.expiresAt,
  };
}
