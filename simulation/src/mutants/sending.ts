import { CHECKOUT, CORE, type Mutant, mutant } from './mutant.ts';

/** Mistakes about what is sent to the provider. */
export const SENDING: readonly Mutant[] = [
  mutant('fresh_provider_key', 'sends under a new key each time', 44, [
    [`${CHECKOUT}/context.ts`, 'key: attempt.key,', 'key: `${attempt.key}${yard.runtime.now()}`,'],
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
        'if (heard.looks === undefined || heard.looks === attempt.looks) return',
        'if (heard) return',
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
];
