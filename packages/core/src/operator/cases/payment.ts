import type { Vetted } from '../../checkout/vet.ts';
import type { RailError } from '../../errors.ts';
import type { Money } from '../../money.ts';
import type { Receipt } from '../../rail.ts';
import { type Attempt, isEnd, takenIn } from '../../record.ts';
import type { Heard } from '../../transition.ts';
import type { Said } from './evidence.ts';
import {
  contradicts,
  type Known,
  type RulingCall,
  referenceTaken,
  uncertain,
  type Verdict,
  wasTaken,
} from './rule.ts';
import type { Ruling } from './subject.ts';
import { ruleSurplus } from './surplus.ts';

/** What a payment comes to by a ruling. */
export type Ending = Pick<Heard, 'closing' | 'settlement'>;

const NO_RECEIPT: Receipt = { headers: {}, body: {}, meta: {} };
const ENDED: Ending = { settlement: { state: 'cancelled' } };

/** Money may still be taken, or come back: its provider is asked until that is over. */
function closing(attempt: Attempt, known: Vetted | null): Ending {
  return { ...ENDED, closing: { taken: keptOf(attempt, known) } };
}

/** What becomes of a payment. Where the provider shows how it ended, that counts, and no ruling stands against it. */
export function rulePayment(attempt: Attempt, call: RulingCall, known: Known, now: number): Verdict<Ending> {
  const { said } = known;
  if (attempt.state === 'paid') return ruleSurplus(attempt, call, said);
  const shown = shownEnd(said.known);
  const refused = shown && contradictionTo(call.ruling, shown, attempt);
  if (refused) return { refused, known: true };
  if (call.ruling === 'stands') return ruleStands(attempt, call, known);
  if (call.ruling === 'returned') return ruleReturned(attempt, call, said, shown);
  if (shown && shown.settlement.state !== 'unknown') return { result: { settlement: shown.settlement } };
  const isUnsure =
    call.ruling === 'paid'
      ? mayBeUnpaid(said.known)
      : mayTake(attempt, said.known, now) && said.asked !== 'nothing_sent';
  if (!call.insist && isUnsure) return { refused: uncertain(said) };
  if (call.ruling !== 'paid') return { result: isUnsure ? closing(attempt, said.known) : ENDED };
  return known.isOfAnother
    ? { refused: referenceTaken() }
    : { result: paid(call.reference, attempt.purchase.total) };
}

/** There is an order, whatever the rail knows of it, and it has cost what was taken. */
function ruleStands(attempt: Attempt, call: RulingCall, { said, isOfAnother }: Known): Verdict<Ending> {
  const taken = keptOf(attempt, said.known);
  if (!taken) return { refused: contradicts('nothing_taken', 'It is not known that anything was taken.') };
  if (taken.currency !== attempt.purchase.total.currency)
    return { refused: contradicts('another_currency', `${wasTaken(taken)} The order has another currency.`) };
  // The rail itself calls it paid.
  const own = said.known?.openCase === 'amount_mismatch' ? said.known.settlement : null;
  if (!call.insist && !own) return { refused: uncertain(said, taken) };
  const shown = own?.state === 'unknown' ? own.reference : undefined;
  if (shown === undefined && isOfAnother) return { refused: referenceTaken() };
  return { result: paid(shown ?? call.reference, taken) };
}

/** What its provider does not show as come back stays counted, whoever insists. */
function ruleReturned(
  attempt: Attempt,
  { insist }: RulingCall,
  said: Said,
  shown: Vetted | null,
): Verdict<Ending> {
  if (shown && isEnd(shown.settlement)) return { result: ENDED };
  const isBack = said.taken?.amount === 0;
  if (!insist && !isBack) return { refused: uncertain(said, keptOf(attempt, said.known)) };
  return { result: closing(attempt, said.known) };
}

function paid(reference = '', total: Money): Ending {
  return { settlement: { state: 'paid', reference, total, receipt: NO_RECEIPT } };
}

/** What was taken and has not come back, by the provider's latest word on it; null when nothing is known. */
function keptOf({ taken }: Attempt, known: Vetted | null): Money | null {
  const settlement = known?.settlement;
  if (settlement?.state === 'paid') return settlement.total;
  const kept = (settlement && takenIn(settlement)) ?? taken;
  return kept?.amount ? kept : null;
}

/** The provider's answer when it is the last word: money moved, or certainly none did and none will. */
function shownEnd(known: Vetted | null): Vetted | null {
  if (!known) return null;
  const { settlement } = known;
  if (settlement.state === 'paid' || showsMoney(known)) return known;
  const isOver = isEnd(settlement) && !(settlement.state === 'declined' && settlement.until !== undefined);
  return isOver ? known : null;
}

/** An answer that makes no order as it is, but shows that money was taken. */
export function showsMoney({ settlement, openCase }: Vetted): boolean {
  const isKept = (takenIn(settlement)?.amount ?? 0) > 0;
  return isKept || openCase === 'amount_mismatch' || openCase === 'paid_without_reference';
}

function contradictionTo(ruling: Ruling, shown: Vetted, attempt: Attempt): RailError | null {
  const { settlement, openCase } = shown;
  const isPaid = settlement.state === 'paid';
  const isMoney = isPaid || showsMoney(shown);
  if (isMoney && ruling === 'unpaid') return showsTaken(shown, attempt);
  if (!isMoney && (ruling === 'paid' || ruling === 'stands'))
    return contradicts('shown_unpaid', 'The provider shows that nothing was paid.');
  if (isMoney && !isPaid)
    return ruling === 'paid' && openCase !== 'paid_without_reference' ? showsTaken(shown, attempt) : null;
  // After a referral no payment makes an order of ours.
  const isOrder = isPaid && attempt.state !== 'referred';
  return isOrder && ruling !== 'paid'
    ? contradicts('shown_paid', 'The provider shows it as paid in full.')
    : null;
}

/** Money of another amount, or for no order that the rail knows of. */
function showsTaken(shown: Vetted, attempt: Attempt): RailError {
  const taken = keptOf(attempt, shown);
  const fault = shown.openCase === 'amount_mismatch' ? shown.openCase : 'shown_paid';
  return contradicts(
    fault,
    taken ? `The provider shows that ${wasTaken(taken)}` : 'The provider shows money.',
  );
}

function mayBeUnpaid(known: Vetted | null): boolean {
  return known !== null && known.settlement.state !== 'unknown';
}

/** Whether its provider may still take money for it, by all that it has said. */
export function mayTake({ expiresAt, sendUntil }: Attempt, known: Vetted | null, now: number): boolean {
  const settlement = known?.settlement;
  // A rail that does not know may not have reached its provider: only what is shown as unspent is.
  const isUnspent = settlement?.state === 'unknown' && settlement.unspent && !known?.openCase;
  const spendableUntil = Math.max(expiresAt ?? 0, sendUntil ?? 0);
  return !isUnspent || now < spendableUntil;
}
