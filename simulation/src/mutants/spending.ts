import { CORE, type Mutant, mutant } from './mutant.ts';

const SPEND = `${CORE}/spend`;

/** Mistakes about what may be spent. */
export const SPENDING: readonly Mutant[] = [
  mutant('no_release', 'holds for ever what an attempt set aside that took nothing', 9, [
    [`${SPEND}/ledger.ts`, 'return held ? without(known, attempt) : known;', 'return known;'],
  ]),
  mutant('double_release', 'frees what was set aside, and takes it off what was spent too', 101, [
    [
      `${SPEND}/ledger.ts`,
      'return held ? without(known, attempt) : known;',
      'return held ? withSpent(without(known, attempt), { ...held, amount: -held.amount }, budgets, clock) : known;',
    ],
  ]),
  mutant(
    'early_release',
    'frees what an authorization holds that could still land',
    'a refused authorization lands late, and there is money for one cart',
    [
      [
        `${SPEND}/ledger.ts`,
        'if (!isUnsettled(attempt)) return taken;',
        'if (!isOpen(attempt)) return taken;',
      ],
    ],
  ),
  mutant('spent_twice', 'counts an order again with every later change of its cart', 101, [
    [
      `${SPEND}/ledger.ts`,
      "attempt.state === 'paid' && was?.state !== 'paid' && isCounted",
      "attempt.state === 'paid' && isCounted",
    ],
  ]),
  mutant(
    'judged_before_the_write',
    'opens on what was left before, not on what is left',
    'two carts are paid at once, and there is money for one',
    [[`${SPEND}/create.ts`, 'if (!opened) return true;', 'if (!opened || opened) return true;']],
  ),
  mutant('approval_reused', 'takes an approval of one version of a cart for the next', 14, [
    [`${SPEND}/approval.ts`, "order.replace(/^order_/, 'apr_')", "order.replace(/^order_(.*)_.*/, 'apr_$1')"],
    [`${SPEND}/approval.ts`, 'purchase.order === asked.purchase.order &&', ''],
    [
      `${SPEND}/approval.ts`,
      'isSameMoney(purchase.total, asked.purchase.total)',
      'isSameMoney !== undefined',
    ],
  ]),
  mutant(
    'approval_asked_anew',
    'asks a person again about what has been bought',
    'a machine wakes long after a purchase that a person approved',
    [
      [
        `${SPEND}/approval.ts`,
        "const lapses = approval.state === 'asked' || approval.state === 'approved';",
        "const lapses = approval.state !== 'denied';",
      ],
    ],
  ),
];
