import { RailError } from '../../errors.ts';
import { type Money, toDecimal } from '../../money.ts';
import type { RefundState } from '../../rail.ts';
import type { Refund } from '../../record.ts';
import type { Said } from './evidence.ts';
import { type Ruling, rulingsFor, type Subject } from './subject.ts';

/** What a person has decided about a case. */
export interface RulingCall {
  readonly tenant: string;
  readonly case: string;
  /** Names the ruling: the same key again is the same ruling, however often it is said. */
  readonly key: string;
  readonly ruling: Ruling;
  /** The provider's id of the payment that is `paid` or that `stands`, or of the refund that is `refunded`. */
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

/** The rulings that name what moved the money. */
const NAMED: readonly Ruling[] = ['paid', 'stands', 'refunded'];

/** Throws `validation` for a ruling that the record does not leave open. */
export function checkRuling(subject: Subject, { ruling, reference, by, reason, key }: RulingCall): void {
  const rulings = rulingsFor(subject);
  if (!rulings.includes(ruling)) {
    const taken = subject.about === 'payment' ? subject.attempt.taken : null;
    const seen = taken ? `${wasTaken(taken)} ` : '';
    throw new RailError('validation', `${seen}This case can be ruled: ${rulings.join(', ')}.`, {
      details: { fault: 'ruling_not_open', rulings: [...rulings] },
    });
  }
  // What was taken beyond a payment that is made becomes no other one.
  const isMade = subject.about === 'payment' && subject.attempt.state === 'paid';
  const isNamed = NAMED.includes(ruling) && !isMade;
  const needed = isNamed ? [by, reason, key, reference] : [by, reason, key];
  if (needed.some((text) => text === undefined || text.trim() === ''))
    throw new RailError(
      'validation',
      'A ruling says who decides and why; money that moved has a reference.',
      {
        details: { fault: 'ruling_incomplete' },
      },
    );
}

/** Refuses what can be insisted on. */
export function uncertain({ known }: Said, taken: Money | null = null): RailError {
  const detail = known ? `The provider says: ${known.settlement.state}.` : 'The provider could not be asked.';
  const seen = taken ? ` ${wasTaken(taken)}` : '';
  return new RailError('validation', `It may turn out otherwise. ${detail}${seen}`, {
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

export function wasTaken(money: Money): string {
  return `${toDecimal(money)} ${money.currency} was taken.`;
}

export function contradicts(fault: string, message: string, nextAction?: string): RailError {
  return new RailError('validation', `${message} The ruling was not recorded.`, {
    details: { fault },
    ...(nextAction !== undefined && { nextAction }),
  });
}
