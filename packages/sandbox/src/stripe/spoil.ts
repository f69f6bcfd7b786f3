import type { Answer } from '../provider/answer.ts';
import type { Looks } from '../provider/spoil.ts';
import { answerOf } from './answer.ts';
import { type Asked, unrecognized } from './engine.ts';
import { StripeError } from './errors.ts';
import { inUse } from './keys.ts';
import type { StripeOrder, TurnedAway } from './kinds.ts';

/** How Stripe's answers look. */
export const LOOKS: Looks = {
  truncated: '{"id":"pi_',
  error: { error: { type: 'api_error', message: 'The sandbox was told to say so.' } },
};

/** Whether what befalls a call is an answer of Stripe's own. */
export function isTurnedAway(order: StripeOrder): order is Extract<StripeOrder, TurnedAway> {
  return ['rate_limit', 'in_use', 'no_access'].includes(order.fault);
}

/** What a call that is turned away is told. */
export function turnedAway({ fault }: TurnedAway, { route, path }: Asked, request: string): Answer {
  switch (fault) {
    case 'rate_limit':
      return answerOf(new StripeError(429, 'Too many requests.', { code: 'rate_limit' }), request, null);
    case 'in_use':
      return answerOf(inUse(), request, null);
    case 'no_access':
      return answerOf(noAccess(), request, null);
  }

  function noAccess(): StripeError {
    if (path.startsWith('/v1/shared_payment/')) return unrecognized(route.method, path);
    return new StripeError(403, 'This account does not have access to what was asked.', {
      code: 'account_invalid',
    });
  }
}
