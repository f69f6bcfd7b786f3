import { CHECKOUT, CORE, type Mutant, mutant } from './mutant.ts';

/** Mistakes about what an answer means, and what the client is told. */
export const ANSWERING: readonly Mutant[] = [
  mutant('cache_unknown', 'takes a provider that does not answer for one that says no', 5, [
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
  mutant('notfound_is_failed', 'takes a payment that the provider does not find for one that failed', 314, [
    [
      'conformance/src/fakes/keyed.ts',
      "    case 'not_found':\n      return { state: 'unknown', reason: 'not_found' };",
      "    case 'not_found':\n      return { state: 'declined', reason: 'not_found', evidence };",
    ],
  ]),
  mutant('non_monotone', 'lets an earlier state come back', 177, [
    [`${CORE}/transition.ts`, "if (attempt.state === 'paid') return attempt;", ''],
    [
      `${CORE}/transition.ts`,
      'const rises = rankOf(settlement.state) > rankOf(attempt.state);',
      'const rises = true;',
    ],
  ]),
  mutant('any_amount', 'makes an order of whatever was taken', 24, [
    [`${CHECKOUT}/vet.ts`, '!isSameMoney(answer.total, amountOf(attempt))', '!answer.total'],
  ]),
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
  mutant('no_fence', 'takes a payment while a page is open', 10, [
    [
      `${CHECKOUT}/pay.ts`,
      'paying.fenced = await fence(yard, paying.cart, paying.call.tenant, step.attempt);',
      "paying.fenced = { attempt: step.attempt.id, settlement: { state: 'cancelled' } };",
    ],
  ]),
  mutant('cancel_beats_payment', 'takes a page for closed that was paid meanwhile', 60, [
    [
      `${CHECKOUT}/fence.ts`,
      '  await recordAnswer(yard, cart, attempt, heard);\n  if (declined',
      "  if (settlement.state === 'paid') return { attempt, settlement: { state: 'cancelled' } };\n  await recordAnswer(yard, cart, attempt, heard);\n  if (declined",
    ],
  ]),
  mutant(
    'stale_page',
    'takes an old answer about a page for how it stands',
    'a page is paid that the provider cannot be asked about',
    [
      [
        `${CHECKOUT}/look.ts`,
        "return isOpen(attemptIn(record, attempt.id)) || isOld(yard, record, attempt) ? 'unsure' : 'sure';",
        "const { doubtSince, state } = attemptIn(record, attempt.id);\n  return doubtSince === null && state !== 'pending' && !isOld(yard, record, attempt) ? 'sure' : 'unsure';",
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
      [
        `${CHECKOUT}/decide.ts`,
        "    if (!ask.waited && !ask.looked.has(attempt.id)) return { do: 'look', attempt };\n",
        '',
      ],
    ],
  ),
  mutant('watched_no_more', 'forgets that a refused authorization can still be used', 1245, [
    [
      `${CHECKOUT}/decide.ts`,
      "isWatched(one) && ask.looked.get(one.id) !== 'sure'",
      "isWatched(one) && ask.looked.get(one.id) === 'unsure'",
    ],
  ]),
  mutant(
    'unasked_before_a_credential',
    'takes a credential without asking what became of a refused one',
    'two payments land, and the refund of the second is refused',
    [
      [
        `${CHECKOUT}/decide.ts`,
        '    stillSpendable(asked, view, now) ??\n    (asked',
        '    (asked.proof === null ? stillSpendable(asked, view, now) : null) ??\n    (asked',
      ],
    ],
  ),
  mutant('receipt_once', "sends the rail's receipt with the first answer only", 1, [
    [
      `${CORE}/http/answer.ts`,
      '...railHeaders(receipt.headers), ...headersOf(outcome)',
      '...(outcome.replayed ? {} : railHeaders(receipt.headers)), ...headersOf(outcome)',
    ],
  ]),
  mutant('page_of_a_paid_cart', 'sends whoever has not paid to a page of a cart that is paid', 11, [
    [
      `${CHECKOUT}/decide.ts`,
      '  return !ask.bearer && (same',
      "  const page = { rail: 'hosted', reference: 'page', url: 'https://provider.test/pay', methods: ['card'], expiresAt: 2 * order.paidAt };\n  if (payer && !same && ask.page !== null) return { do: 'answer', outcome: { type: 'page', page, purchase: payer.purchase, replayed: false } };\n  return !ask.bearer && (same",
    ],
  ]),
];
