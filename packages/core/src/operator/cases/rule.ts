import type { Vetted } from '../../checkout/vet.ts';
import { RailError } from '../../errors.ts';
import type { Receipt, RefundState, Settlement } from '../../rail.ts';
import { type Attempt, isEnd, type Refund } from '../../record.ts';
import type { Said } from './evidence.ts';
import { type Ruling, rulingsFor, type Subject } from './subject.ts';

/** What a person has decided about a case. */
export interface RulingCall {
  readonly tenant: string;
  readonly case: string;
  /** Names the ruling: the same key again is the same ruling, however often it is said. */
  readonly key: string;
  readonly ruling: Ruling;
  /** The provider's id of the payment that is `paid`, or of the refund that is `refunded`. */
  readonly reference?: string;
  /** Who decides. */
  readonly by: string;
  readonly reason: string;
  /** To decide although money may still come, or go back, by all that is known. What is shown as done stays so. */
  readonly insist?: boolean;
}

/** What a ruling brings to a payment, or why it is refused. */
export type Verdict<T> = { readonly result: T } | Refused;

export interface Refused {
  readonly refused: RailError;
  /** The provider has shown how it ended, and that counts instead. */
  readonly known?: true;
}

/** What is known when a person rules. */
export interface Known {
  readonly said: Said;
  /** The reference that the ruling names is that of another payment or refund. */
  readonly isOfAnother: boolean;
}

const NO_RECEIPT: Receipt = { headers: {}, body: {}, meta: {} };
const ENDED: Settlement = { state: 'cancelled' };

/** Throws `validation` for a ruling that the record does not leave open. */
export function checkRuling(subject: Subject, { ruling, reference, by, reason, key }: RulingCall): void {
  const rulings = rulingsFor(subject);
  if (!rulings.includes(ruling)) {
    throw new RailError('validation', `This case can be ruled: ${rulings.join(', ')}.`, {
      details: { fault: 'ruling_not_open', rulings: [...rulings] },
    });
  }
  const needed =
    ruling === 'paid' || ruling === 'refunded' ? [by, reason, key, reference] : [by, reason, key];
  if (needed.some((text) => text === undefined || text.trim() === ''))
    throw new RailError(
      'validation',
      'A ruling says who decides and why; money that moved has a reference.',
      {
        details: { fault: 'ruling_incomplete' },
      },
    );
}

/** What becomes of a payment. Where the provider shows how it ended, that counts, and no ruling stands against it. */
export function rulePayment(
  attempt: Attempt,
  call: RulingCall,
  { said, isOfAnother }: Known,
  now: number,
): Verdict<Settlement> {
  const shown = shownEnd(said.known);
  const refused = shown && contradictionTo(call.ruling, shown, attempt);
  if (refused) return { refused, known: true };
  if (call.ruling === 'returned') return { result: ENDED };
  if (shown && shown.settlement.state !== 'unknown') return { result: shown.settlement };
  if (!call.insist && mayTurnOut(attempt, call.ruling, said, now)) return { refused: uncertain(said) };
  if (call.ruling !== 'paid') return { result: ENDED };
  if (isOfAnother) return { refused: referenceTaken() };
  const { reference = '' } = call;
  return { result: { state: 'paid', reference, total: attempt.purchase.total, receipt: NO_RECEIPT } };
}

/** The provider's answer when it is the last word: money moved, or certainly none did and none will. */
function shownEnd(known: Vetted | null): Vetted | null {
  if (!known) return null;
  const { settlement, openCase } = known;
  if (settlement.state === 'paid' || showsMoney(openCase)) return known;
  const isOver = isEnd(settlement) && !(settlement.state === 'declined' && settlement.until !== undefined);
  return isOver ? known : null;
}

/** An answer that cannot be believed as it is, but shows that money was taken. */
function showsMoney(openCase: string | undefined): boolean {
  return openCase === 'amount_mismatch' || openCase === 'paid_without_reference';
}

function contradictionTo(
  ruling: Ruling,
  { settlement, openCase }: Vetted,
  attempt: Attempt,
): RailError | null {
  const isPaid = settlement.state === 'paid';
  const isMoney = isPaid || showsMoney(openCase);
  if (ruling === 'paid') {
    if (openCase === 'amount_mismatch')
      return contradicts('amount_mismatch', 'The provider shows another amount.');
    return isMoney ? null : contradicts('shown_unpaid', 'The provider shows that nothing was paid.');
  }
  // After a referral no payment makes an order of ours.
  if (ruling === 'returned')
    return isPaid && attempt.state !== 'referred'
      ? contradicts('shown_paid', 'The provider shows it as paid in full.')
      : null;
  return isMoney ? contradicts('shown_paid', 'The provider shows that money was taken.') : null;
}

/** Whether the opposite of a ruling may still be true, or become so, by all that is known. */
function mayTurnOut(attempt: Attempt, ruling: Ruling, { known, asked }: Said, now: number): boolean {
  const settlement = known?.settlement;
  if (ruling === 'paid') return settlement !== undefined && settlement.state !== 'unknown';
  if (asked === 'nothing_sent') return false;
  // A rail that does not know may not have reached its provider: only what is shown as unspent is.
  const isUnspent = settlement?.state === 'unknown' && settlement.unspent && !known?.openCase;
  const spendableUntil = Math.max(attempt.expiresAt ?? 0, attempt.sendUntil ?? 0);
  return !isUnspent || now < spendableUntil;
}

function uncertain({ known }: Said): RailError {
  const detail = known ? `The provider says: ${known.settlement.state}.` : 'The provider could not be asked.';
  return new RailError('validation', `It may turn out otherwise. ${detail}`, {
    details: { fault: 'uncertain' },
    nextAction: 'Look at the provider itself. Insist when you are sure.',
  });
}

/** What becomes of a refund: the provider's word, or the person's. `failed` means that nothing went back. */
export function ruleRefund(
  { state, submittedAt }: Refund,
  call: RulingCall,
  { said, isOfAnother }: Known,
): Verdict<RefundState> {
  const { ruling, reference = '', insist } = call;
  const shown = said.refund?.state;
  if (shown === 'refunded') {
    if (ruling === 'refunded' && said.refund) return { result: said.refund };
    return {
      refused: contradicts('shown_refunded', 'The provider shows that it has gone back.'),
      known: true,
    };
  }
  // It is under way, so a second one would be one too many.
  if (shown === 'pending' && ruling === 'again')
    return { refused: contradicts('shown_pending', 'The provider shows that it is under way.') };
  // Given up, its amount can be asked for once more, just as when it is made again.
  const isOut = state !== 'failed' && shown !== 'failed' && submittedAt !== null;
  const isSure = ruling === 'refunded' ? shown !== 'pending' : !isOut;
  if (!insist && !isSure) return { refused: uncertain(said) };
  if (!insist && ruling === 'refunded' && isOfAnother)
    return { refused: referenceTaken('Insist when one transfer has made both good.') };
  return ruling === 'refunded'
    ? { result: { state: 'refunded', reference } }
    : { result: { state: 'failed', reason: ruling } };
}

export function referenceTaken(nextAction?: string): RailError {
  return contradicts('reference_taken', 'The reference is that of another one.', nextAction);
}

function contradicts(fault: string, message: string, nextAction?: string): RailError {
  return new RailError('validation', `${message} The ruling was not recorded.`, {
    details: { fault },
    ...(nextAction !== undefined && { nextAction }),
  });
}
