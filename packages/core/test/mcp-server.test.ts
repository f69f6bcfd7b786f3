import { describe, expect, it } from 'vitest';
import { freeze } from '../src/cart.ts';
import { RailError } from '../src/errors.ts';
import { answerTo } from '../src/http/answer.ts';
import type { JsonObject } from '../src/json.ts';
import { experimentalCapabilities } from '../src/mcp/capabilities.ts';
import { challengeError } from '../src/mcp/challenge-error.ts';
import type { ChallengeOutcome } from '../src/outcome.ts';
import type { PaymentRail } from '../src/rail.ts';
import { challengesOf } from './outcomes.ts';
import { cartOf } from './records.ts';

const mountOf = (capabilities?: Readonly<Record<string, JsonObject>>, active = true) => ({
  rail: { manifest: { ...(capabilities && { capabilities }) } } as PaymentRail,
  active,
});
const methods = (of: JsonObject): Record<string, JsonObject> => ({ payment: { methods: of } });

describe('what a server says of its rails', () => {
  it('is what each active rail says, merged member by member', () => {
    const mounts = [
      mountOf(methods({ stripe: { intents: ['charge'] } })),
      mountOf(),
      mountOf(methods({ tempo: { intents: ['session'] } })),
      mountOf({ x402: { versions: [1, 2] } }),
      mountOf(methods({ stripe: { intents: ['charge', 'subscription'] } })),
      mountOf(methods({ closed: { intents: ['charge'] } }), false),
    ];
    expect(experimentalCapabilities(mounts)).toEqual({
      payment: {
        methods: {
          stripe: { intents: ['charge', 'subscription'] },
          tempo: { intents: ['session'] },
        },
      },
      x402: { versions: [1, 2] },
    });
  });

  it('is nothing when no rail says anything', () => {
    expect(experimentalCapabilities([mountOf()])).toEqual({});
    expect(experimentalCapabilities([])).toEqual({});
  });

  it('is the first word where two rails differ, and changes neither manifest', () => {
    const one = { payment: { version: 1, methods: ['a'] } };
    const other = { payment: { version: 2, methods: { a: 1 }, constructor: 'x' } };
    const merged = experimentalCapabilities([mountOf(one), mountOf(other)]);
    expect(merged).toEqual({ payment: { version: 1, methods: ['a'], constructor: 'x' } });
    expect(one).toEqual({ payment: { version: 1, methods: ['a'] } });
  });
});

describe('a challenge that is thrown', () => {
  const [plain, paymentAuth] = challengesOf('one', 'two');
  if (!plain || !paymentAuth) throw new Error('There are two.');
  const challenges = [
    { ...plain, challenge: { ...plain.challenge, meta: { 'org.one/pay': 'a text' } } },
    {
      ...paymentAuth,
      challenge: { ...paymentAuth.challenge, meta: { 'org.two/pay': { httpStatus: 200, challenges: [1] } } },
    },
  ];
  const outcome: ChallengeOutcome = {
    type: 'challenge',
    purchase: freeze(cartOf(), null),
    challenges,
    error: new RailError('payment_required', 'Pay with one of the offers.'),
    page: null,
  };

  it('holds the members that rails write to _meta, and the 402 body as the problem', () => {
    const error = challengeError(outcome);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ code: -32042, message: 'Pay with one of the offers.' });
    expect(error.data).toEqual({ httpStatus: 402, challenges: [1], problem: answerTo(outcome).body });
  });
});
