import { CORE, type Mutant, mutant } from './mutant.ts';

/** Mistakes about what is owed once money has moved. */
export const AFTER_SALE: readonly Mutant[] = [
  mutant('no_sweeper', 'leaves open what a crash or a lost answer left open', 3, [
    [`${CORE}/operator/reconcile.ts`, 'for (const { id } of attempts) await look(yard, cart, id);', ''],
  ]),
  mutant('late_is_lost', 'ignores money that comes after an attempt has ended', 69, [
    [
      `${CORE}/transition.ts`,
      "settlement.state === 'paid' && after.state === 'paid' && before.state !== 'paid'",
      "settlement.state === 'paid' && after.state === 'paid' && isOpen(before)",
    ],
  ]),
  mutant(
    'late_makes_an_order',
    'makes an order of a cart that was changed since',
    'two versions of one cart are paid',
    [[`${CORE}/transition.ts`, ' && changed.cart.version === paid.purchase.version', '']],
  ),
  mutant('no_refund', 'keeps the second of two payments', 770, [
    [
      `${CORE}/transition.ts`,
      'if (changed.order || !fits) return refundOwed(changed, paid, now);',
      'if (changed.order || !fits) return changed;',
    ],
  ]),
  mutant(
    'fresh_refund',
    'asks for a refund under a new name each time',
    'two payments land, and the answer to the refund is lost',
    [
      [
        `${CORE}/operator/refund.ts`,
        '{ id, key, amount, reason }, context',
        '{ id: `${id}_${owed.looks}`, key: `${key}_${owed.looks}`, amount, reason }, context',
      ],
    ],
  ),
  mutant(
    'refund_past_its_window',
    'asks for a refund again when the provider may have forgotten the key',
    'a refund is made, and its provider never says so',
    [
      [
        `${CORE}/operator/refund.ts`,
        'const mayAsk = yard.runtime.now() < sendUntil;',
        'const mayAsk = sendUntil > 0;',
      ],
    ],
  ),
  mutant(
    'silent_refund',
    'tells nobody that a refund has failed',
    'two payments land, and the refund of the second is refused',
    [
      [
        `${CORE}/refunds.ts`,
        "return openRefundCase(told, { refund: id, looks, openCase: 'refund_failed' }, now);",
        'return changeRefund(told, id, (refund) => ({ ...refund, busyUntil: null, due: null }));',
      ],
    ],
  ),
  mutant(
    'silent_case',
    'tells nobody of what stays unresolved',
    'the provider has forgotten the key when a lost payment is looked at',
    [
      [
        `${CORE}/transition.ts`,
        'if (after.openCase === before.openCase) return record;',
        "if (after.openCase === before.openCase || after.openCase === 'unresolved_past_deadline') return record;",
      ],
    ],
  ),
  mutant('no_event', 'tells nobody of an order', 1, [
    [`${CORE}/operator/deliver.ts`, '      await yard.deliver?.(event);\n', ''],
  ]),
  mutant('silent_late', 'tells nobody of money that came after an attempt had ended', 69, [
    [
      `${CORE}/transition.ts`,
      "emit(record, eventOf(record, 'payment.late', paid.id, now, { attempt: paid.id }))",
      'record',
    ],
  ]),
  mutant('silent_debt', 'tells nobody that money has to go back', 770, [
    [
      `${CORE}/refunds.ts`,
      "emit(owed, eventOf(record, 'refund.due', id, now, { refund: id, attempt }))",
      'owed',
    ],
  ]),
  mutant('silent_return', 'tells nobody that money has gone back', 770, [
    [
      `${CORE}/refunds.ts`,
      "      const told = emit(\n        whole ? fulfilmentRefunded(settled, now) : settled,\n        eventOf(record, 'refund.refunded', id, now, { refund: id }),\n      );",
      '      const told = whole ? fulfilmentRefunded(settled, now) : settled;',
    ],
  ]),
  mutant(
    'silent_failure',
    'opens a case for a refund that has failed, and does not say that it has',
    'two payments land, and the refund of the second is refused',
    [
      [
        `${CORE}/refunds.ts`,
        "      const told = emit(\n        before.attempt === record.order?.attempt ? fulfilmentOwed(failed, now) : failed,\n        eventOf(record, 'refund.failed', id, now, { refund: id, reason: result.reason }),\n      );",
        '      const told = before.attempt === record.order?.attempt ? fulfilmentOwed(failed, now) : failed;',
      ],
    ],
  ),
  mutant('silent_end', 'tells nobody that a case is one no more', 9, [
    [
      `${CORE}/transition.ts`,
      "before.openCase === null ? record : tellCase(record, 'case.closed', before.openCase, about, now);",
      'record;',
    ],
  ]),
  mutant('event_dropped', 'forgets an event that the platform turned down', 19, [
    [`${CORE}/operator/deliver.ts`, '      kept = event;\n      break;\n', '      kept = null;\n'],
  ]),
  mutant('credential_kept', 'keeps the credential of an attempt that has ended', 1, [
    [`${CORE}/transition.ts`, 'sealed: ended ? null : next.sealed,', 'sealed: next.sealed,'],
  ]),
];
