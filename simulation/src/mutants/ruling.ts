import { CORE, type Mutant, mutant } from './mutant.ts';

const CASES = `${CORE}/operator/cases`;

/** Mistakes about what a person rules. */
export const RULING: readonly Mutant[] = [
  mutant('money_ruled_away', 'lets a person rule that nothing was paid where money of another amount is', 9, [
    [`${CASES}/subject.ts`, "openCase === 'amount_mismatch' || openCase === 'paid_after_referral'", 'false'],
    [
      `${CASES}/rule.ts`,
      "return openCase === 'amount_mismatch' || openCase === 'paid_without_reference';",
      "return openCase === 'paid_without_reference';",
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
