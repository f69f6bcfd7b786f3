import { type AfterSaleEvent, afterSale } from '../../after-sale.ts';
import { answering } from '../../checkout/answering.ts';
import { recordAnswer } from '../../checkout/carry.ts';
import { cartRow, commit, commitAfterSale, recordIn } from '../../checkout/commit.ts';
import { type Checkout, yardOf } from '../../checkout/create.ts';
import { type CartKey, proofKey } from '../../checkout/keys.ts';
import { spendingOf, spendOf } from '../../checkout/spending.ts';
import { updateCart } from '../../checkout/update.ts';
import type { Yard } from '../../checkout/yard.ts';
import { RailError } from '../../errors.ts';
import { missing } from '../../missing.ts';
import type { Runtime } from '../../ports.ts';
import type { RefundState, Settlement } from '../../rail.ts';
import { type Attempt, type CartRecord, isBusy, type ProofRecord, type Refund } from '../../record.ts';
import { leftToRefund, newRefund } from '../../refunds.ts';
import type { SpendGate } from '../../spend/gate.ts';
import type { CartChange } from '../../spend/ledger.ts';
import type { Key, Row, Store } from '../../store.ts';
import { recordOfCase, subjectOf } from './case.ts';
import { ask, NOT_ASKED, type Said } from './evidence.ts';
import { type Ending, rulePayment } from './payment.ts';
import { isOfAnother } from './reference.ts';
import {
  checkRuling,
  type Known,
  type Refused,
  type RulingCall,
  referenceTaken,
  ruleRefund,
} from './rule.ts';
import { RULING_SPACE, type Ruled, repeated, ruledOf, ruledRow, rulingKey } from './ruled.ts';
import { heldBy, type Subject, traceOf } from './subject.ts';
import { heardOfPaid } from './surplus.ts';

/** Where rulings are recorded, and how their ids are made: a checkout's own store, runtime and gate. */
export interface RulingBook {
  readonly store: Store;
  readonly runtime: Pick<Runtime, 'hash' | 'now'>;
  readonly spend?: SpendGate;
}

/**
 * Decides an open case as a person rules, once the provider was asked: what it shows as done counts, and a ruling
 * against that is refused. The ruling is kept for good, in one write with what follows from it; the engine goes on as if
 * the provider had said so, and money that comes against a ruling is late money. Throws `not_found`, `validation` for a
 * ruling that the record or the provider contradicts, or that names the reference of another payment of the tenant,
 * `cart_locked` while a worker is at it, `idempotency_conflict`, and for a refund that is made again
 * `refund_in_progress` and `refund_exceeds_payment`.
 */
export async function resolveCase(checkout: Checkout, call: RulingCall): Promise<Ruled> {
  const yard = yardOf(checkout);
  return resolved(yard, call, {
    ask: (cart, record, subject) => ask(yard, cart, record, subject),
    believe: (cart, subject, said) => believe(yard, cart, subject, said),
  });
}

/** The same for a process without rails: the provider is not asked, so that more has to be insisted on. */
export async function resolveCaseUnasked(book: RulingBook, call: RulingCall): Promise<Ruled> {
  return resolved({ ...book, store: answering(book.store) }, call, {
    ask: async () => NOT_ASKED,
    believe: async () => {},
  });
}

interface Witness {
  ask(cart: CartKey, record: CartRecord, subject: Subject): Promise<Said>;
  /** Records what the provider has shown, as any look would. */
  believe(cart: CartKey, subject: Subject, said: Said): Promise<void>;
}

async function resolved(book: RulingBook, call: RulingCall, witness: Witness): Promise<Ruled> {
  const id = `ruling_${await book.runtime.hash(`ruling:${call.case}:${call.key}`)}`;
  const at = rulingKey(call.tenant, call.case, id);
  const find = (): Promise<Ruled | null> => book.store.get<Ruled>(RULING_SPACE, at.key);
  const before = await find();
  if (before) return repeated(before, call);

  const cart = recordOfCase(call.tenant, call.case);
  const record = await book.store.get<CartRecord>('cart', cart.key);
  const subject = record && subjectOf(record, call.case);
  if (!record || !subject || heldBy(subject).openCase === null) throw noCase(call.case);
  checkRuling(subject, call);
  // What a worker does now could end with all that is compared later as it was.
  if (isBusy(heldBy(subject), book.runtime.now())) throw meanwhile();

  const said = await witness.ask(cart, record, subject);
  const known = { said, isOfAnother: await isOfAnother(book.store, subject, call) };
  const verdict = ruleOn(subject, call, known, book.runtime.now());
  if ('refused' in verdict) {
    if (verdict.known) await witness.believe(cart, subject, said);
    throw verdict.refused;
  }
  const draft: Draft = { id, at, cart, call, subject, said };
  try {
    await verdict.write(book, draft);
  } catch (error) {
    // The same call may have been made meanwhile.
    const other = await find();
    if (!other) throw error;
    return repeated(other, call);
  }
  return (await find()) ?? missing(`ruling "${id}"`);
}

/** A ruling on its way into the records. */
interface Draft {
  readonly id: string;
  readonly at: Key;
  readonly cart: CartKey;
  readonly call: RulingCall;
  readonly subject: Subject;
  readonly said: Said;
}

type Write = (book: RulingBook, draft: Draft) => Promise<void>;

/** How a ruling is written, or why it is refused. */
function ruleOn(
  subject: Subject,
  call: RulingCall,
  known: Known,
  now: number,
): { readonly write: Write } | Refused {
  switch (subject.about) {
    case 'payment': {
      const verdict = rulePayment(subject.attempt, call, known, now);
      if ('refused' in verdict) return verdict;
      return { write: (book, draft) => writePayment(book, draft, subject.attempt, verdict.result) };
    }
    case 'refund': {
      const verdict = ruleRefund(subject.refund, call, known);
      if ('refused' in verdict) return verdict;
      return {
        write: (book, draft) =>
          writeAfterSale(book, draft, (before, at) =>
            refundRuled(before, subject.refund, { ...draft, result: verdict.result }, at),
          ),
      };
    }
    case 'fulfilment': {
      const event: AfterSaleEvent = { type: 'fulfilled', until: 0, answer: null };
      return {
        write: (book, draft) => writeAfterSale(book, draft, (before, at) => afterSale(before, event, at)),
      };
    }
  }
}

/** The ruling goes through the same write as a provider's answer: the claim, the request's outcome, the budget. */
async function writePayment(book: RulingBook, draft: Draft, attempt: Attempt, ending: Ending): Promise<void> {
  const { settlement } = ending;
  const spending = spendingOf(book, spendOf(draft.cart, attempt));
  const event = { type: 'settled', attempt: attempt.id, ...ending } as const;
  const claims = claimsOf(attempt, settlement, draft.said);
  const held = spending.keys.length;
  const { applied } = await commit(book, draft.cart, attempt, event, {
    keys: [...spending.keys, draft.at, ...claims],
    follow(rows, change, now) {
      checkStill(change.before, draft, rows[held], now);
      const spent = spending.follow(rows.slice(0, held), change, now);
      const claimed = claims.map(() => claimRow(rows[held + 1], draft, attempt));
      return [...spending.keys.map((_, index) => spent?.[index]), rowOf(draft, change, now), ...claimed];
    },
  });
  if (!applied) throw meanwhile();
}

/**
 * The claim on a payment at the provider that a person names: no two rulings count it, for whatever cart and tenant. What
 * the provider itself names needs none, as it was asked about this payment.
 */
function claimsOf({ rail, account }: Attempt, settlement: Settlement, { known }: Said): readonly Key[] {
  if (settlement.state !== 'paid') return [];
  const { reference } = settlement;
  const isShown = known && 'reference' in known.settlement && known.settlement.reference === reference;
  return isShown ? [] : [proofKey(`paid:${rail}:${account}:${reference}`)];
}

function claimRow(
  row: Row | null | undefined,
  { call: { tenant } }: Draft,
  { id, purchase }: Attempt,
): Row<ProofRecord> {
  const holder = row?.value as ProofRecord | undefined;
  if (holder && holder.attempt !== id) throw referenceTaken();
  return { value: { attempt: id, tenant, cart: purchase.cart }, tenant, state: 'claimed', due: null };
}

function writeAfterSale(
  book: RulingBook,
  draft: Draft,
  change: (before: CartRecord, now: number) => CartRecord,
): Promise<void> {
  return updateCart(book, [draft.cart, draft.at], (rows, now) => {
    const before = recordIn(rows[0]);
    checkStill(before, draft, rows[1], now);
    const after = change(before, now);
    return { rows: [cartRow(after), rowOf(draft, { before, after }, now)], result: undefined };
  });
}

function rowOf({ id, call, subject, said }: Draft, { before, after }: CartChange, now: number): Row<Ruled> {
  return ruledRow(call.tenant, ruledOf(id, call, subject, said, { before, after, now }));
}

/** One that is to be made again ends for good, and another one takes its place under an id and a key of its own. */
function refundRuled(
  record: CartRecord,
  refund: Refund,
  { call, id, result }: Draft & { readonly result: RefundState },
  now: number,
): CartRecord {
  if (result.state !== 'failed') {
    const { id: settled, looks } = refund;
    return afterSale(record, { type: 'refund_settled', refund: settled, looks, result }, now);
  }
  const over = afterSale(record, { type: 'refund_given_up', refund: refund.id }, now);
  return call.ruling === 'again' ? madeAgain(over, refund, `refund_${id}`, now) : over;
}

function madeAgain(record: CartRecord, refund: Refund, id: string, now: number): CartRecord {
  const { attempt, amount, reason } = refund;
  if (record.refunds.some((one) => one.attempt === attempt && one.due !== null))
    throw new RailError('refund_in_progress', 'Another refund of this payment has not ended yet.', {
      retryAfter: 5,
    });
  const left = leftToRefund(record, attempt);
  if (amount.amount > left) {
    const details = { refundable: left, currency: amount.currency };
    throw new RailError('refund_exceeds_payment', 'Too much of this payment has gone back since.', {
      details,
    });
  }
  if (isBusy({ busyUntil: record.fulfilment?.busyUntil ?? null }, now)) throw meanwhile();
  const owed = newRefund({ id, attempt, amount, reason }, now);
  return afterSale(record, { type: 'refund_requested', refund: owed }, now);
}

/** The ruling rests on what was read before the provider was asked: nobody has been at it since. */
function checkStill(
  record: CartRecord,
  { call, subject }: Draft,
  known: Row | null | undefined,
  now: number,
): void {
  const found = subjectOf(record, call.case);
  const [then, held] = [heldBy(subject), found && heldBy(found)];
  if (known || !held || traceOf(held) !== traceOf(then) || isBusy(held, now)) throw meanwhile();
}

async function believe(yard: Yard, cart: CartKey, subject: Subject, { known, refund }: Said): Promise<void> {
  if (subject.about === 'payment' && known) {
    const { attempt } = subject;
    await recordAnswer(yard, cart, attempt, attempt.state === 'paid' ? heardOfPaid(attempt, known) : known);
  }
  if (subject.about !== 'refund' || !refund) return;
  const { id, looks } = subject.refund;
  await commitAfterSale(yard, cart, { type: 'refund_settled', refund: id, looks, result: refund });
}

function meanwhile(): RailError {
  return new RailError('cart_locked', 'Somebody is at it at this moment.', { retryAfter: 5 });
}

function noCase(id: string): RailError {
  return new RailError('not_found', `There is no open case "${id}".`, { details: { missing: 'case' } });
}
