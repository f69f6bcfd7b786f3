import type { Purchase } from '../purchase.ts';
import type { Credential } from '../rail.ts';
import {
  type Attempt,
  type CartRecord,
  openAttempt,
  type ProofRecord,
  type RequestRecord,
} from '../record.ts';
import { busyFor, PROOF_LIFETIME, sendUntilOf } from '../schedule.ts';
import type { Key, Row } from '../store.ts';
import { transition } from '../transition.ts';
import { cartRow, recordIn, requestRow } from './commit.ts';
import { type Fenced, pageClosed } from './fence.ts';
import { type CartKey, newId, proofKey, providerKey } from './keys.ts';
import type { Sale } from './paying.ts';
import type { Request } from './request.ts';
import { spendingOf } from './spending.ts';
import { updateCart } from './update.ts';
import type { Mount, Yard } from './yard.ts';

/** Everything the opening write needs. */
export interface Opening {
  readonly cart: CartKey;
  readonly tenant: string;
  /** A hash of who pays. */
  readonly principal: string;
  readonly resource: string;
  readonly request: Request | null;
  readonly purchase: Purchase;
  readonly mount: Mount;
  readonly credential: Credential | null;
  readonly fenced: Fenced | null;
  /** The sale that it is for; null for a cart. */
  readonly sale: Sale | null;
  /** How many attempts the decision knew of; they are only ever added to. */
  readonly seen: number;
}

/**
 * The one write that opens an attempt: it claims the credential, names the attempt under the idempotency key and
 * records the page that was closed for it. Null when the records have moved on and the call has to be decided anew.
 */
export async function open(yard: Yard, opening: Opening): Promise<CartRecord | null> {
  const draft = await draftOf(yard, opening);
  const fingerprint = opening.request && (await opening.request.fingerprint());
  const keys: [Key, ...Key[]] = [opening.cart];
  if (opening.request) keys.push(opening.request.key);
  if (opening.credential) keys.push(proofKey(opening.credential.fingerprint));
  const spending = spendingOf(yard, opening);

  return updateCart(yard, [...keys, ...spending.keys], (rows, now) => {
    const before = begunWith(rows[0] ?? null, opening);
    const record = fencedOff(before, opening.fenced, now);
    const request = opening.request ? (rows[1] ?? null) : null;
    const proof = opening.credential ? (rows[keys.length - 1] ?? null) : null;
    if (!isStillTrue(record, request, proof, opening, fingerprint)) return { rows: [], result: null };

    const attempt = begun(draft, opening.mount, yard.timeouts.rail, now);
    const after = transition(record, { type: 'opened', attempt }, now);
    const spent = spending.follow(rows.slice(keys.length), { before, after }, now);
    if (!spent) return { rows: [], result: null };
    const changed: (Row | undefined)[] = [cartRow(after)];
    if (fingerprint !== null) {
      changed.push(requestRow(opening.tenant, { fingerprint, attempt: attempt.id, outcome: null }, now));
    }
    if (opening.credential) changed.push(proofRow(opening, attempt, now));
    return { rows: [...changed, ...spent], result: after };
  });
}

async function draftOf(yard: Yard, opening: Opening): Promise<Attempt> {
  const { mount, credential, purchase } = opening;
  const id = newId(yard.runtime, 'att');
  const payload = credential && JSON.stringify(credential.payload);
  return {
    id,
    rail: mount.rail.id,
    account: mount.account,
    key: await providerKey(yard.runtime, id),
    purchase,
    resource: opening.resource,
    principal: opening.principal,
    request: opening.request?.key.key ?? null,
    proof: credential?.fingerprint ?? null,
    shown: payload && (await yard.runtime.hash(payload)),
    sealed: payload && (await yard.runtime.seal(payload, id)),
    expiresAt: credential?.expiresAt ?? null,
    facts: credential?.facts ?? {},
    remembered: {},
    prepared: null,
    state: 'created',
    settlement: null,
    reference: null,
    createdAt: 0,
    submittedAt: null,
    sendUntil: null,
    doubtSince: null,
    busyUntil: null,
    due: null,
    looks: 0,
    openCase: null,
    taken: null,
  };
}

/** A rail without `prepare` is sent right after this write, so the attempt counts as submitted from here on. */
function begun(draft: Attempt, mount: Mount, railTimeout: number, now: number): Attempt {
  const busyUntil = busyFor(mount.rail.prepare ? 2 : 1, railTimeout, now);
  const created = { ...draft, createdAt: now, busyUntil, due: busyUntil };
  if (mount.rail.prepare) return created;
  return {
    ...created,
    state: 'submitted',
    submittedAt: now,
    sendUntil: sendUntilOf(draft.expiresAt, mount.rail.manifest.keyLifetime, now),
  };
}

function begunWith(row: Row | null, { sale }: Opening): CartRecord {
  return sale ? sale.begin((row?.value as CartRecord | undefined) ?? null) : recordIn(row);
}

function fencedOff(record: CartRecord, fenced: Fenced | null, now: number): CartRecord {
  return fenced ? transition(record, pageClosed(fenced), now) : record;
}

/** What the decision to open rested on, read again inside the write. */
function isStillTrue(
  record: CartRecord,
  request: Row | null,
  proof: Row | null,
  opening: Opening,
  fingerprint: string | null,
): boolean {
  const known = request?.value as RequestRecord | undefined;
  const claim = proof?.value as ProofRecord | undefined;
  return (
    !record.order &&
    record.attempts.length === opening.seen &&
    openAttempt(record) === null &&
    record.cart.version === opening.purchase.version &&
    claim === undefined &&
    (known === undefined || (known.outcome === null && known.fingerprint === fingerprint))
  );
}

function proofRow({ credential, tenant, purchase }: Opening, { id }: Attempt, now: number): Row<ProofRecord> {
  const expiresAt = credential?.expiresAt ?? null;
  return {
    value: { attempt: id, tenant, cart: purchase.cart },
    tenant,
    state: 'claimed',
    due: expiresAt === null ? null : Math.max(expiresAt, now) + PROOF_LIFETIME,
  };
}
