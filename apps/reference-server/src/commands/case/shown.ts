import type { Case, CaseReport, Evidence, Ruled, Seen } from '@railyard/core/operator';
import { dated, shownMoney, table } from '../text.ts';

export const CASE_HEAD = ['CASE', 'WHY', 'ABOUT', 'AMOUNT', 'RAIL', 'SELLER', 'SINCE'];

/** A line of a list. */
export function caseRow({ id, openCase, about, amount, rail, seller, since }: Case): readonly string[] {
  return [id, openCase ?? 'closed', about, shownMoney(amount), rail, seller, dated(since)];
}

export const RULED_HEAD = ['CASE', 'WHY', 'RULING', 'BY', 'AT', 'REASON'];

export function ruledRow({ case: id, openCase, ruling, insisted, by, at, reason }: Ruled): readonly string[] {
  return [id, openCase, insisted ? `${ruling}, insisted` : ruling, by, dated(at), reason];
}

/** All of a case, for people. */
export function shown(report: CaseReport): string {
  const { id, openCase, about, order, seller, amount, since, rulings, evidence, ruled } = report;
  const facts = [
    ['Case', id],
    ['Why', openCase ?? 'closed'],
    ['About', `${about} of ${shownMoney(amount)}, order ${order}`],
    ['Seller', seller],
    ['Since', dated(since)],
    ['Can be ruled', rulings.join(', ') || '-'],
    ['', ''],
    ...evidenceRows(evidence),
  ];
  const before = ruled.length === 0 ? [] : [table([RULED_HEAD, ...ruled.map(ruledRow)])];
  return [table(facts), ...before].join('\n\n');
}

function evidenceRows({ payment, refund, order }: Evidence): readonly (readonly string[])[] {
  const remembered = Object.entries(payment.facts).map(([name, value]) => ['', `${name}: ${value}`]);
  return [
    ['Payment', `${payment.attempt}, ${payment.state}`],
    ['Rail', `${payment.rail}, account ${payment.account}`],
    ['Reference', payment.reference ?? '-'],
    ['Provider key', payment.key],
    ['Last answer', answered(payment.answer)],
    ['Made', dated(payment.createdAt)],
    ['Taken', payment.taken ? shownMoney(payment.taken) : '-'],
    ['Sent', payment.submittedAt === null ? 'no' : dated(payment.submittedAt)],
    ['In doubt', payment.doubtSince === null ? '-' : `since ${dated(payment.doubtSince)}`],
    ['Looked at', `${payment.looks} times`],
    ...(remembered.length === 0 ? [] : [['Remembered', ''], ...remembered]),
    ...(refund
      ? [
          ['Refund', `${refund.id}, ${refund.state}`],
          ['Refund key', refund.key],
          ['Refund of', `${shownMoney(refund.amount)}: ${refund.reason}`],
          ['Refund reference', refund.reference ?? '-'],
          ['Refund sent', dated(refund.submittedAt)],
        ]
      : []),
    ['Order', order ?? 'none'],
  ];
}

function answered(answer: Seen | null): string {
  if (!answer) return 'none that was understood';
  return [answer.state, answer.reason, answer.reference].filter(Boolean).join(', ');
}

/** A ruling that was made, and what has become of it. */
export function shownRuled(ruled: Ruled): string {
  const { about, became } = ruled;
  const further = [
    `The ${about} is now ${became.state}.`,
    ...(became.order ? [`It has become the order ${became.order}.`] : []),
    ...(became.refund ? [`A server on this database makes the refund ${became.refund}.`] : []),
  ];
  return `${table([RULED_HEAD, ruledRow(ruled)])}\n\n${further.join(' ')}`;
}
