import { CORE, type Mutant, mutant } from './mutant.ts';

const CASES = `${CORE}/operator/cases`;

/** Mistakes about what a person rules. */
export const RULING: readonly Mutant[] = [
  mutant('money_ruled_away', 'lets a person rule that nothing was paid where money of another amount is', 9, [
    [
      `${CASES}/subject.ts`,
      "if (taken || state === 'paid' || openCase === 'amount_mismatch')",
      'if (!taken && taken)',
    ],
    [`${CASES}/payment.ts`, "if (isMoney && ruling === 'unpaid') return showsTaken(shown, attempt);", ''],
  ]),
  mutant('seen_money_freed', 'frees by a ruling what the provider shows as taken and not come back', 399, [
    [
      `${CORE}/spend/ledger.ts`,
      'if (!isUnsettled(attempt)) return taken;',
      'if (!isUnsettled(attempt)) return null;',
    ],
  ]),
  mutant('stands_at_the_price', 'counts what was to be paid where a person lets stand what was taken', 23, [
    [
      `${CASES}/payment.ts`,
      'paid(shown ?? call.reference, taken)',
      'paid(shown ?? call.reference, attempt.purchase.total)',
    ],
  ]),
  mutant('ruling_not_kept', 'ends a case and keeps no record of who ruled', 9, [
    [
      `${CASES}/resolve.ts`,
      'spent?.[index]), rowOf(draft, change, now), ...claimed];',
      'spent?.[index]), undefined, ...claimed];',
    ],
  ]),
];
