import { CORE, type Mutant, mutant } from './mutant.ts';

const RING = `${CORE}/operator/ring.ts`;

/** Mistakes about what a provider tells by its webhooks. */
export const HEARING: readonly Mutant[] = [
  mutant(
    'acknowledged_unkept',
    'acknowledges a webhook before what it says is kept',
    'money comes to a page that an edit has closed',
    [
      [
        RING,
        '  await hear(yard, cart, mount, event);\n',
        '  void hear(yard, cart, mount, event).catch(() => {});\n',
      ],
    ],
  ),
  mutant(
    'doubt_acknowledged',
    'acknowledges a webhook of which nobody can tell what it is about',
    'the provider cannot be asked about money that came to a closed page',
    [
      [
        RING,
        'if (isKnown === false || waited) throw notNow(mount.rail.id);',
        'if (isKnown === false) return;',
      ],
    ],
  ),
  mutant(
    'end_unasked',
    'asks nothing about a payment that has ended',
    'money comes to a page that an edit has closed',
    [[RING, 'const isKnown = await askOfEnded(yard, cart, mount, attempt);', 'const isKnown = true;']],
  ),
  mutant('unsigned_heard', 'hears whoever rings', 'somebody forges a webhook', [
    [
      'conformance/src/fakes/webhook.ts',
      'if (headers.signature !== GENUINE)',
      'if (headers.signature === undefined)',
    ],
  ]),
  mutant(
    'forgery_acknowledged',
    'takes a forged webhook for one that is about nothing',
    'somebody forges a webhook',
    [[RING, '  if (heard?.forged) throw heard.forged;\n', '']],
  ),
  mutant('surplus_unasked', 'asks nothing about a payment that is made', 'a page is paid twice', [
    [RING, '  await hearOfPaid(yard, cart, event);\n', ''],
  ]),
  mutant(
    'surplus_without_a_case',
    'keeps what was taken beyond an order and calls nobody',
    'a page is paid twice',
    [[`${CORE}/operator/cases/surplus.ts`, '...(!isKnown && { openCase: OVERCHARGED }),', '']],
  ),
  mutant(
    'alarm_too_early',
    'tells nobody of money beyond a payment that is not known yet',
    'a page is paid twice before anybody hears of it',
    [[RING, 'if (isUnsettled(attempt)) throw notNow(rail.id);', 'if (isUnsettled(attempt)) return;']],
  ),
  mutant('alarm_each_time', 'takes a webhook that comes again for another one', 'a page is paid twice', [
    [`${CORE}/after-sale.ts`, '`${reference}:${word}`', '`${reference}:${word}:${now}`'],
  ]),
  mutant(
    'case_of_an_end_closed',
    'closes the case of late money because of an old answer about its page',
    'an old answer about a page comes after too little has',
    [
      [
        `${CORE}/transition.ts`,
        'isOpen(settlement) || (heard.unasked && next.taken) ? caseLeft(next, heard, now) : null',
        'isOpen(next) || (heard.unasked && next.taken) ? caseLeft(next, heard, now) : null',
      ],
    ],
  ),
  mutant(
    'closed_over_money',
    'forgets what has come to a page since, when it records that the page was closed',
    'a machine wakes and records that a page was closed, to which too little has come since',
    [[`${CORE}/checkout/fence.ts`, 'unasked: !attempt.taken', 'unasked: false']],
  ),
  mutant(
    'older_answer_of_an_end',
    'lets an older answer about an end stand',
    'too little comes to a closed page twice, and the older answer comes last',
    [
      [
        `${CORE}/operator/ended.ts`,
        'isSame = traceOf(attemptIn(change.before, attempt.id)) === traceOf(attempt);',
        'isSame = true;',
      ],
    ],
  ),
];
