import { frozen } from '../json.ts';
import { missing } from '../missing.ts';
import type { Credential, Settlement } from '../rail.ts';
import type { Attempt, CartRecord } from '../record.ts';
import type { Heard } from '../transition.ts';
import { type Committed, commit } from './commit.ts';
import { contextOf } from './context.ts';
import type { CartKey } from './keys.ts';
import { vetted, vettedPrepared } from './vet.ts';
import { within } from './within.ts';
import type { Mount, Yard } from './yard.ts';

/** One open attempt in a worker's hands. */
export interface Load {
  readonly cart: CartKey;
  readonly tenant: string;
  readonly mount: Mount;
  readonly attempt: Attempt;
  readonly credential: Credential | null;
}

/**
 * Carries an attempt of which nothing was sent yet to an answer: prepares it if that is still to do, sends it, records
 * the answer. What may have been sent is for `send`, as `again`.
 */
export async function carry(yard: Yard, load: Load): Promise<CartRecord> {
  if (load.attempt.state !== 'created') return send(yard, load, 'first');
  const { record, applied } = await prepare(yard, load);
  const attempt = attemptIn(record, load.attempt.id);
  // Not applied, or looked at meanwhile: another worker has taken over, and the sending is its business.
  const ours = applied && attempt.looks === load.attempt.looks;
  return ours && attempt.state === 'submitted' ? send(yard, { ...load, attempt }, 'first') : record;
}

async function prepare(yard: Yard, { cart, tenant, mount, attempt, credential }: Load): Promise<Committed> {
  const answer = await within(yard, async (signal) => {
    const context = contextOf(yard, cart, attempt, {
      tenant,
      signal: signal(),
      first: true,
      sendUntil: attempt.expiresAt,
    });
    const { rail } = mount;
    // It may have lost its `prepare` since the attempt was opened.
    if (!rail.prepare) return { prepared: null };
    return vettedPrepared(await rail.prepare(attempt.purchase, credential, context));
  });
  if (!answer) return recordAnswer(yard, cart, attempt, { settlement: { state: 'cancelled' } });
  if ('refused' in answer) {
    const settlement = { state: 'declined', reason: answer.refused, evidence: 'not_sent' } as const;
    return recordAnswer(yard, cart, attempt, { settlement });
  }
  const { keyLifetime } = mount.rail.manifest;
  return commit(yard, cart, attempt, {
    type: 'submitted',
    attempt: attempt.id,
    prepared: answer.prepared,
    keyLifetime,
    looks: attempt.looks,
  });
}

/** Sends the payment, for the first time or again with the same key. Nothing is sent past its window. */
export async function send(yard: Yard, load: Load, sent: 'first' | 'again'): Promise<CartRecord> {
  const { cart, tenant, mount, attempt, credential } = load;
  const { sendUntil } = attempt;
  const record = async (answer: Settlement): Promise<CartRecord> =>
    (await recordAnswer(yard, cart, attempt, vetted(mount.rail, attempt, answer, sent))).record;

  if (sendUntil !== null && yard.runtime.now() >= sendUntil) return record(closed[sent]);
  const answer = await within(
    yard,
    (signal) => {
      const context = contextOf(yard, cart, attempt, {
        tenant,
        signal: signal(),
        first: sent === 'first',
        sendUntil,
      });
      return mount.rail.settle(attempt.purchase, credential, context);
    },
    (late) => void record(late).catch(() => {}), // the background work finds out by itself
  );
  return record(answer ?? noAnswer);
}

/** Past the window: what was never sent is certainly not paid. */
const closed: Readonly<Record<'first' | 'again', Settlement>> = {
  first: { state: 'declined', reason: 'window_closed', evidence: 'not_sent' },
  again: { state: 'unknown', reason: 'window_closed' },
};
export const noAnswer: Settlement = { state: 'unknown', reason: 'no_answer' };

/** Records what is known of an attempt. */
export function recordAnswer(yard: Yard, cart: CartKey, attempt: Attempt, heard: Heard): Promise<Committed> {
  return commit(yard, cart, attempt, {
    type: 'settled',
    attempt: attempt.id,
    looks: attempt.looks,
    ...heard,
  });
}

export function attemptIn({ attempts }: Pick<CartRecord, 'attempts'>, id: string): Attempt {
  // Rails get parts of it.
  return frozen(attempts.find((one) => one.id === id) ?? missing(`attempt "${id}"`));
}
