/** A deliberate mistake, as replacements in the engine's sources. Each place is there exactly once. */
export interface Mutant {
  readonly name: string;
  /** What the engine does then, in words. */
  readonly mistake: string;
  readonly edits: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  /** The seed or the named history that is known to show it; null for one that does no harm. */
  readonly shows: number | string | null;
  /** Why it does no harm; null for a mistake that has to be caught. */
  readonly harmless: string | null;
}

const CORE = 'core/src';
const CHECKOUT = `${CORE}/checkout`;

export const MUTANTS: readonly Mutant[] = [
  mutant('no_cart_lock', 'opens an attempt beside an open one', 2, [
    [
      `${CHECKOUT}/decide.ts`,
      'if (!attempt || ask.fenced === attempt.id) return null;',
      'if (!attempt || attempt) return null;',
    ],
    [`${CHECKOUT}/open.ts`, 'openAttempt(record) === null &&', ''],
  ]),
  mutant('no_tenant_scope', 'lets tenants and principals share idempotency keys', 18, [
    [
      `${CHECKOUT}/request.ts`,
      '`${tenant}:${await runtime.hash(JSON.stringify([principal, operation, key]))}`',
      'await runtime.hash(JSON.stringify([operation, key]))',
    ],
    [`${CHECKOUT}/request.ts`, 'canonical([1, operation, cart, body])', 'canonical([1, operation, body])'],
  ]),
  mutant('cache_unknown', 'takes a provider that does not answer for one that says no', 3, [
    [
      `${CHECKOUT}/carry.ts`,
      "const noAnswer: Settlement = { state: 'unknown', reason: 'no_answer' };",
      "const noAnswer: Settlement = { state: 'declined', reason: 'no_answer', evidence: 'same_key' };",
    ],
  ]),
  mutant('delete_on_error', 'takes a provider that does not answer for one that was not asked', 2, [
    [
      `${CHECKOUT}/carry.ts`,
      "const noAnswer: Settlement = { state: 'unknown', reason: 'no_answer' };",
      "const noAnswer: Settlement = { state: 'cancelled' };",
    ],
  ]),
  mutant('no_fingerprint', 'answers another request under the same key', 35, [
    [
      `${CHECKOUT}/request.ts`,
      'if (known.fingerprint === fingerprint) return known;',
      'if (known || fingerprint) return known;',
    ],
    [`${CHECKOUT}/open.ts`, ' && known.fingerprint === fingerprint', ''],
  ]),
  mutant('fresh_provider_key', 'sends under a new key each time', 44, [
    [`${CHECKOUT}/context.ts`, 'key: attempt.key,', 'key: `${attempt.key}${yard.runtime.now()}`,'],
  ]),
  mutant(
    'replayed_is_fraud',
    "takes the provider's repeated answer to our own key for somebody else's payment",
    2,
    [
      [
        `${CHECKOUT}/vet.ts`,
        "    case 'paid':\n",
        "    case 'paid':\n      if (sent === 'again') return { settlement: { state: 'declined', reason: 'replayed', evidence: 'provider_state' } };\n",
      ],
    ],
  ),
  mutant('no_proof_claim', 'does not look whose a credential is already', 2, [
    [
      `${CHECKOUT}/pay.ts`,
      'const proof = credential\n',
      'const proof = credential && !credential.fingerprint\n',
    ],
    [`${CHECKOUT}/open.ts`, 'claim === undefined &&', '(claim ?? true) &&'],
  ]),
  mutant(
    'proof_of_a_tenant',
    'keeps the credentials of two tenants apart, although they share an account',
    235,
    [
      [
        `${CHECKOUT}/open.ts`,
        'proofKey(opening.credential.fingerprint)',
        'proofKey(opening.tenant + opening.credential.fingerprint)',
      ],
      [
        `${CHECKOUT}/pay.ts`,
        'proofKey(credential.fingerprint)',
        'proofKey(paying.call.tenant + credential.fingerprint)',
      ],
    ],
  ),
  mutant('no_sweeper', 'leaves open what a crash or a lost answer left open', 3, [
    [`${CORE}/operator/reconcile.ts`, 'for (const { id } of attempts) await look(yard, cart, id);', ''],
  ]),
  mutant('non_monotone', 'lets an earlier state come back', 177, [
    [
      `${CORE}/transition.ts`,
      'const rises = rankOf(settlement.state) > rankOf(attempt.state);',
      'const rises = true;',
    ],
  ]),
  mutant('notfound_is_failed', 'takes a payment that the provider does not find for one that failed', 44, [
    [
      'conformance/src/fakes/keyed.ts',
      "    case 'not_found':\n      return { state: 'unknown', reason: 'not_found' };",
      "    case 'not_found':\n      return { state: 'declined', reason: 'not_found', evidence };",
    ],
  ]),
  mutant('nonatomic_begin', 'opens on what was read before, not on what is there', 18, [
    [
      `${CHECKOUT}/open.ts`,
      'if (!isStillTrue(record, request, proof, opening, fingerprint)) return { rows: [], result: null };',
      '',
    ],
  ]),
  mutant('ignore_submit_fence', 'sends although another worker has taken over', 44, [
    [
      `${CHECKOUT}/carry.ts`,
      "return ours && attempt.state === 'submitted' ?",
      "return ours || attempt.state !== 'paid' ?",
    ],
  ]),
  mutant(
    'taken_over_in_preparation',
    'sends although another worker has taken over, when it could not prepare',
    'a payment is taken over while it is prepared',
    [
      [
        `${CHECKOUT}/carry.ts`,
        'const ours = applied && attempt.looks === load.attempt.looks;',
        'const ours = applied;',
      ],
    ],
  ),
  mutant(
    'zombie_answers',
    'believes of a worker that was overtaken that the payment has failed',
    'a payment is taken over while it is prepared',
    [
      [
        `${CORE}/transition.ts`,
        'if (looks === undefined || looks === attempt.looks) return',
        'if (looks !== null) return',
      ],
    ],
  ),
  mutant('told_402', 'asks for another payment while the outcome of one is unknown', 9, [
    [
      `${CHECKOUT}/start.ts`,
      "    case 'pending':\n      throw unresolved(attempt, yard.runtime.now());",
      "    case 'pending':\n      return offer(yard, paying, record, { error: declined(attempt), page: null });",
    ],
  ]),
  mutant('store_402', 'gives the same decline to every later credential under the key', 46, [
    [
      `${CHECKOUT}/pay.ts`,
      '  paying.given ??=',
      "  const stuck = record.attempts.find(({ id }) => id === request?.attempt);\n  if (stuck?.state === 'declined') throw new RailError('payment_declined', 'Declined.');\n  paying.given ??=",
    ],
  ]),
  mutant('no_fence', 'takes a payment while a page is open', 3, [
    [
      `${CHECKOUT}/pay.ts`,
      'paying.fenced = await fence(yard, paying.cart, paying.call.tenant, step.attempt);',
      "paying.fenced = { attempt: step.attempt.id, settlement: { state: 'cancelled' } };",
    ],
  ]),
  mutant('cancel_beats_payment', 'takes a page for closed that was paid meanwhile', 364, [
    [
      `${CHECKOUT}/fence.ts`,
      '  await recordAnswer(yard, cart, attempt, known);\n  if (declined',
      "  if (settlement.state === 'paid') return { attempt: id, settlement: { state: 'cancelled' } };\n  await recordAnswer(yard, cart, attempt, known);\n  if (declined",
    ],
  ]),
  mutant('late_is_lost', 'ignores money that comes after an attempt has ended', 3, [
    [
      `${CORE}/transition.ts`,
      "after.state === 'paid' && before.state !== 'paid' ?",
      "after.state === 'paid' && isOpen(before) ?",
    ],
  ]),
  mutant(
    'late_makes_an_order',
    'makes an order of a cart that was changed since',
    'two versions of one cart are paid',
    [[`${CORE}/transition.ts`, ' && changed.cart.version === paid.purchase.version', '']],
  ),
  mutant('watched_no_more', 'forgets that a refused authorization can still be used', 421, [
    [
      `${CHECKOUT}/decide.ts`,
      "isWatched(one) && ask.looked.get(one.id) !== 'sure'",
      "isWatched(one) && ask.looked.get(one.id) === 'unsure'",
    ],
  ]),
  mutant(
    'stale_page',
    'takes an old answer about a page for how it stands',
    'a page is paid that the provider cannot be asked about',
    [
      [
        `${CHECKOUT}/look.ts`,
        "return isOpen(attemptIn(record, id)) ? 'unsure' : 'sure';",
        "const { doubtSince, state } = attemptIn(record, id);\n  return doubtSince === null && state !== 'pending' ? 'sure' : 'unsure';",
      ],
    ],
  ),
  mutant(
    'no_key_window',
    'sends again when the provider may have forgotten the key',
    'a page is open while an authorization settles',
    [
      [
        `${CHECKOUT}/context.ts`,
        'if (sendUntil !== null && yard.runtime.now() >= sendUntil) {',
        'if (sendUntil === 0) {',
      ],
      [
        `${CHECKOUT}/carry.ts`,
        'if (sendUntil !== null && yard.runtime.now() >= sendUntil) return',
        'if (sendUntil === 0) return',
      ],
      [`${CHECKOUT}/look.ts`, '(sendUntil === null || yard.runtime.now() < sendUntil)', 'sendUntil !== 0'],
    ],
  ),
  mutant(
    'window_not_at_the_door',
    'looks at the time for sending only before it starts',
    'charge meets lost_request',
    [
      [
        `${CHECKOUT}/context.ts`,
        'if (sendUntil !== null && yard.runtime.now() >= sendUntil) {',
        'if (sendUntil === 0) {',
      ],
    ],
  ),
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
  mutant('no_refund', 'keeps the second of two payments', 492, [
    [
      `${CORE}/transition.ts`,
      'if (changed.order || !fits) return refundOwed(changed, paid, now);',
      'if (changed.order || !fits) return changed;',
    ],
  ]),
  mutant('edited_while_open', 'lets a cart be edited while it is paid', 275, [
    [`${CHECKOUT}/edit.ts`, '    if (openAttempt(free)) throw locked();\n', ''],
    [
      `${CHECKOUT}/edit.ts`,
      '  if (!attempt) return null;\n',
      '  if (!attempt || attempt.looks >= 0) return null;\n',
    ],
  ]),
  mutant('checked_before_claimed', 'checks a credential anew although it has paid', 990, [
    [
      `${CHECKOUT}/pay.ts`,
      '  const proof = credential\n',
      "  const early = credential && !record.order && (await readyToPay(yard, paying, record));\n  if (early && 'refused' in early) return offer(yard, paying, record, { error: invalid(early), page: null });\n  const proof = credential\n",
    ],
  ]),
  mutant('any_amount', 'makes an order of whatever was taken', 9, [
    [`${CHECKOUT}/vet.ts`, 'if (!isSameMoney(answer.total, attempt.purchase.total))', 'if (!answer.total)'],
  ]),
  mutant('no_event', 'tells nobody of an order', 1, [
    [`${CORE}/operator/reconcile.ts`, '      await yard.deliver?.(event);\n', ''],
  ]),
  mutant('credential_kept', 'keeps the credential of an attempt that has ended', 1, [
    [`${CORE}/transition.ts`, 'sealed: ended ? null : next.sealed,', 'sealed: next.sealed,'],
  ]),
  mutant('short_lived_keys', 'forgets idempotency keys after a second', 35, [
    [
      `${CORE}/schedule.ts`,
      'export const REQUEST_LIFETIME = 3 * DAY;',
      'export const REQUEST_LIFETIME = SECOND;',
    ],
  ]),
  mutant(
    'unasked_before_a_credential',
    'takes a credential without asking what became of a refused one',
    421,
    [
      [
        `${CHECKOUT}/decide.ts`,
        '    stillSpendable(asked, view, now) ??\n    (asked',
        '    (asked.proof === null ? stillSpendable(asked, view, now) : null) ??\n    (asked',
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
  mutant(
    'expired_page',
    'sends a person to a page whose time is over',
    'a page expires unpaid, and another one opens',
    [
      [
        `${CHECKOUT}/decide.ts`,
        'ask.page === attempt.rail && now < page.expiresAt;',
        'ask.page === attempt.rail && page.expiresAt > 0;',
      ],
    ],
  ),
  mutant('payer_forgotten', 'does not know again who paid on a page', 5, [
    [`${CHECKOUT}/decide.ts`, ': payer?.request === ask.requestKey;', ': payer?.request === null;'],
    [
      `${CHECKOUT}/commit.ts`,
      'return inVain ? null : completed(row, record, request, now);',
      'return inVain ? null : undefined;',
    ],
  ]),
  mutant('event_dropped', 'forgets an event that the platform turned down', 7, [
    [`${CORE}/operator/reconcile.ts`, '      kept = event;\n      break;\n', '      kept = null;\n'],
  ]),
  mutant(
    'proof_in_key',
    'derives the key for the provider from the credential',
    null,
    [
      [
        `${CHECKOUT}/open.ts`,
        'key: await providerKey(yard.runtime, id),',
        'key: await providerKey(yard.runtime, credential?.fingerprint ?? id),',
      ],
    ],
    'A credential pays one attempt, ever.',
  ),
  mutant(
    'abandon_is_decline',
    'calls it a decline when nothing was sent because the rail did not answer',
    466,
    [
      [
        `${CHECKOUT}/start.ts`,
        "if (attempt.state === 'cancelled' && attempt.submittedAt === null) throw notReached(attempt.rail);",
        '',
      ],
    ],
  ),
  mutant(
    'two_at_once',
    'lets two workers call the provider for one attempt',
    null,
    [
      [
        `${CORE}/record.ts`,
        'return busyUntil !== null && now < busyUntil;',
        'return busyUntil === 0 && now < busyUntil;',
      ],
    ],
    'The provider knows the key of the attempt, whoever sends it, and ranks only rise.',
  ),
];

function mutant(
  name: string,
  mistake: string,
  shows: Mutant['shows'],
  edits: readonly (readonly [file: string, from: string, to: string])[],
  harmless: string | null = null,
): Mutant {
  return {
    name,
    mistake,
    edits: edits.map(([file, from, to]) => ({ file, from, to })),
    shows,
    harmless,
  };
}
