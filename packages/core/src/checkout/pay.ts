import { RailError } from '../errors.ts';
import { locked, type Outcome, pageOf, unresolved } from '../outcome.ts';
import type { Attempt, CartRecord, ProofRecord, RequestRecord } from '../record.ts';
import { requestRow } from './commit.ts';
import { type Ask, decide, type Step } from './decide.ts';
import { fence, recordFenced } from './fence.ts';
import { type Given, givenIn } from './given.ts';
import { cartKey, proofKey } from './keys.ts';
import { look } from './look.ts';
import { invalid, offer, type PayCall, type Paying, type Special } from './paying.ts';
import { checkKnown, knownOf, requestOf } from './request.ts';
import { readyToPay, start } from './start.ts';
import { waitFor } from './wait.ts';
import type { Yard } from './yard.ts';

/** Others may change the records this often between our reading and our writing. */
const MAX_TURNS = 50;

/** Pays for a cart or a sale, or says how to. Throws a `RailError` for everything that is neither. */
export async function pay(yard: Yard, call: PayCall, special: Special = {}): Promise<Outcome> {
  const paying = await begin(yard, call, special);
  try {
    for (let turns = 0; turns < MAX_TURNS; turns += 1) {
      const outcome = await turn(yard, paying);
      if (outcome) return outcome;
    }
    throw new RailError('upstream_unavailable', 'The cart keeps changing.', { retryAfter: 1 });
  } finally {
    await recordFenced(yard, paying.cart, paying.fenced);
  }
}

async function begin(yard: Yard, call: PayCall, { sale = null, request, choose }: Special): Promise<Paying> {
  return {
    call,
    sale,
    choose,
    cart: cartKey(call.tenant, call.cart),
    request: request === undefined ? await requestOf(yard, call, call.cart) : request,
    looked: new Map(),
    ended: null,
    given: sale?.given ?? null,
    fenced: null,
    waited: false,
  };
}

/** Reads the records, decides, acts. Null when the question has to be asked again. */
async function turn(yard: Yard, paying: Paying): Promise<Outcome | null> {
  const request = await knownOf(yard, paying.request);
  // A bearer has only what their credential paid for, and that the cart's record tells.
  if (request?.outcome?.type === 'paid' && !paying.call.bearer) return { ...request.outcome, replayed: true };
  const stored = await yard.store.get<CartRecord>('cart', paying.cart.key);
  const record = paying.sale ? paying.sale.begin(stored) : stored;
  if (record?.cart.principal !== paying.call.principal) {
    if (record && paying.sale && !record.order) throw locked();
    throw new RailError('cart_not_found', 'There is no such cart.');
  }

  paying.given ??= await givenIn(yard, record.cart, paying.call);
  const proof = await claimOn(yard, paying.given);
  if (proof && isOlder(record, proof)) return null;
  if (proof) await prove(paying, record, proof);
  const step = decide(askOf(paying), { record, proof }, yard.runtime.now());
  return await act(yard, paying, record, step);
}

/** Lets a known credential prove itself, when it alone says whose the answer is. */
async function prove(paying: Paying, { attempts }: CartRecord, proof: ProofRecord): Promise<void> {
  const attempt = attempts.find(({ id }) => id === proof.attempt);
  const credential = paying.given?.credential;
  if (!paying.call.bearer || !attempt || !credential) return;
  await paying.sale?.prove(attempt, credential);
}

/** The claim names an attempt of this cart that the record, read a moment before, does not have yet. */
function isOlder({ cart, attempts }: CartRecord, proof: ProofRecord): boolean {
  const here = proof.tenant === cart.tenant && proof.cart === cart.id;
  return here && !attempts.some(({ id }) => id === proof.attempt);
}

function askOf({ call, sale, choose, request, given, looked, ended, fenced, waited }: Paying): Ask {
  return {
    cart: call.cart,
    tenant: call.tenant,
    requestKey: request?.key.key ?? null,
    proof: ended ? null : (given?.credential?.fingerprint ?? null),
    // No rail has the id '', so the page of any stands in the way.
    page: ended || given?.credential || given?.refusal ? null : (call.page ?? (choose ? '' : null)),
    version: call.version,
    looked,
    ended,
    fenced: fenced?.attempt.id ?? null,
    waited,
    bearer: call.bearer,
    sale,
  };
}

async function act(yard: Yard, paying: Paying, record: CartRecord, step: Step): Promise<Outcome | null> {
  switch (step.do) {
    case 'answer':
      return kept(yard, paying, step.outcome);
    case 'refuse':
      throw step.error;
    case 'challenge':
      return await offer(yard, paying, record, step);
    case 'wait':
      await waitFor(yard, paying.cart, step.attempt.id, ({ attempts }) =>
        attempts.find(({ id }) => id === step.attempt.id),
      );
      paying.waited = true;
      paying.looked.clear(); // what was seen is as old as the wait
      return null;
    case 'look': {
      const seen = await look(yard, paying.cart, step.attempt.id);
      paying.looked.set(step.attempt.id, seen ?? 'unsure');
      return null;
    }
    case 'fence':
    case 'open':
      return paying.choose && !paying.given?.credential
        ? await paying.choose(paying, record)
        : await proceed(yard, paying, record, step);
  }
}

/** Goes on to pay with what the call carries, once nothing is found against it. */
async function proceed(
  yard: Yard,
  paying: Paying,
  record: CartRecord,
  step: Extract<Step, { do: 'fence' | 'open' }>,
): Promise<Outcome | null> {
  const ready = await readyToPay(yard, paying, record);
  if ('refused' in ready) {
    // A copy may have used the credential meanwhile: then what came of that is the answer.
    if (await claimOn(yard, paying.given)) return null;
    const error = invalid(ready);
    return step.do === 'open'
      ? offer(yard, paying, record, { error, page: null })
      : offerBeside(yard, paying, record, step.attempt, error);
  }
  if (step.do === 'open') return start(yard, paying, ready);
  paying.fenced = await fence(yard, paying.cart, paying.call.tenant, step.attempt);
  // It is paid, or could still be: what was seen of it before is no answer to that.
  if (!paying.fenced) paying.looked.set(step.attempt.id, 'unsure');
  return null;
}

/** What the store knows of the credential that came with a call. */
async function claimOn({ store }: Yard, given: Given | null): Promise<ProofRecord | null> {
  const credential = given?.credential;
  return credential ? store.get<ProofRecord>('proof', proofKey(credential.fingerprint).key) : null;
}

/** A challenge beside a page that stays open, if the provider has said that the page is unpaid. */
function offerBeside(
  yard: Yard,
  paying: Paying,
  record: CartRecord,
  attempt: Attempt,
  error: RailError,
): Promise<Outcome> {
  if (paying.looked.get(attempt.id) !== 'sure') throw unresolved(attempt, yard.runtime.now());
  return offer(yard, paying, record, { error, page: pageOf(attempt) });
}

/**
 * Lets the idempotency key of this call stand for another call's answer. When that write fails, the answer goes out all
 * the same; when the key was taken by another request meanwhile, it does not.
 */
async function kept(yard: Yard, { call, request }: Paying, outcome: Outcome): Promise<Outcome> {
  if (!request || outcome.type !== 'paid') return outcome;
  const { order } = outcome;
  const fingerprint = await request.fingerprint();
  const answered = { fingerprint, attempt: order.attempt, outcome: { type: 'paid', order } as const };
  const known = await yard.store
    .update([request.key], ([row], now) => {
      const result = row?.value as RequestRecord | undefined;
      const ours = !result || (result.outcome === null && result.fingerprint === fingerprint);
      return { rows: ours ? [requestRow(call.tenant, answered, now)] : [], result };
    })
    .catch((error: unknown) => yard.report?.(error));
  if (known) checkKnown(known, fingerprint);
  return outcome;
}
