import { CHECKOUT, CORE, type Mutant, mutant } from './mutant.ts';

/** Mistakes about who may open an attempt, and when. */
export const OPENING: readonly Mutant[] = [
  mutant('no_cart_lock', 'opens an attempt beside an open one', 2, [
    [
      `${CHECKOUT}/decide.ts`,
      'if (!attempt || ask.fenced === attempt.id) return null;',
      'if (!attempt || attempt) return null;',
    ],
    [`${CHECKOUT}/open.ts`, 'openAttempt(record) === null &&', ''],
  ]),
  mutant('nonatomic_begin', 'opens on what was read before, not on what is there', 2, [
    [
      `${CHECKOUT}/open.ts`,
      'if (!isStillTrue(record, request, proof, opening, fingerprint)) return { rows: [], result: null };',
      '',
    ],
  ]),
  mutant('no_tenant_scope', 'lets tenants and principals share idempotency keys', 18, [
    [
      `${CHECKOUT}/request.ts`,
      '`${tenant}:${await runtime.hash(JSON.stringify([principal, operation, key]))}`',
      'await runtime.hash(JSON.stringify([operation, key]))',
    ],
    [`${CHECKOUT}/request.ts`, 'canonical([1, operation, cart, body])', 'canonical([1, operation, body])'],
  ]),
  mutant('no_fingerprint', 'answers another request under the same key', 35, [
    [
      `${CHECKOUT}/request.ts`,
      'if (known.fingerprint === fingerprint) return known;',
      'if (known || fingerprint) return known;',
    ],
    [`${CHECKOUT}/open.ts`, ' && known.fingerprint === fingerprint', ''],
  ]),
  mutant('short_lived_keys', 'forgets idempotency keys after a second', 35, [
    [
      `${CORE}/schedule.ts`,
      'export const REQUEST_LIFETIME = 3 * DAY;',
      'export const REQUEST_LIFETIME = SECOND;',
    ],
  ]),
  mutant('time_in_fingerprint', 'takes every repeat for another request under the same key', 1, [
    [
      `${CHECKOUT}/request.ts`,
      'canonical([1, operation, cart, body])',
      'canonical([1, operation, cart, body, runtime.now()])',
    ],
  ]),
  mutant('no_proof_claim', 'does not look whose a credential is already', 2, [
    [
      `${CHECKOUT}/pay.ts`,
      'return credential ? store.get',
      'return credential && !credential.fingerprint ? store.get',
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
        'proof = await claimOn(yard,',
        'proof = await claimOn({ ...yard, ...paying.call },',
      ],
      [`${CHECKOUT}/pay.ts`, 'if (await claimOn(yard,', 'if (await claimOn({ ...yard, ...paying.call },'],
      [`${CHECKOUT}/pay.ts`, 'claimOn({ store }: Yard,', 'claimOn({ store, tenant }: Yard & PayCall,'],
      [`${CHECKOUT}/pay.ts`, 'proofKey(credential.fingerprint)', 'proofKey(tenant + credential.fingerprint)'],
    ],
  ),
  mutant('checked_before_claimed', 'checks a credential anew although it has paid', 67, [
    [
      `${CHECKOUT}/pay.ts`,
      '  const proof = await',
      "  const early = paying.given?.credential && !record.order && (await readyToPay(yard, paying, record));\n  if (early && 'refused' in early) return offer(yard, paying, record, { error: invalid(early), page: null });\n  const proof = await",
    ],
  ]),
  mutant(
    'checked_after_claimed',
    'asks for another payment because a credential has expired that a copy of the call has used',
    'an authorization expires while a copy of its call sleeps',
    [[`${CHECKOUT}/pay.ts`, 'if (await claimOn(yard, paying.given)) return null;', '']],
  ),
  mutant('payer_forgotten', 'does not know again who paid on a page', 5, [
    [`${CHECKOUT}/decide.ts`, ': payer?.request === ask.requestKey;', ': payer?.request === null;'],
    [
      `${CHECKOUT}/commit.ts`,
      'return inVain ? null : completed(row, record, request, now);',
      'return inVain ? null : undefined;',
    ],
  ]),
  mutant('edited_while_open', 'lets a cart be edited while it is paid', 60, [
    [`${CORE}/cart/edit.ts`, '      if (openAttempt(free)) throw locked();\n', ''],
    [
      `${CORE}/cart/edit.ts`,
      '  if (!attempt) return null;\n',
      '  if (!attempt || attempt.looks >= 0) return null;\n',
    ],
  ]),
];
