import { type Money, RailError } from '@railyard/core';

/** A card of Stripe's for tests, and what it shall pay. */
export interface CardAsked {
  /** Stripe's name of it, such as `pm_card_visa`. */
  readonly paymentMethod: string;
  readonly total: Money;
}

/** Grants tokens that pay from test cards. One that is not used charges nothing, and ends. For test money alone. */
export interface TestCards {
  /** Throws `validation` for a card that Stripe does not know, `upstream_unavailable` without an answer. */
  grant(asked: CardAsked): Promise<string>;
}

/** A Stripe account in test mode. */
export interface TestAccount {
  readonly secretKey: string;
  readonly apiUrl?: string | undefined;
}

const STRIPE = 'https://api.stripe.com';
/** The version of Stripe's API that has these tokens. */
const VERSION = '2026-08-26.preview';
/** Milliseconds. */
const PATIENCE = 20_000;
/** Seconds that a token is good for. */
const LIFETIME = 600;

/** Test cards at a Stripe account. Throws `configuration` for one that takes real money. */
export function stripeTestCards(
  { secretKey, apiUrl = STRIPE }: TestAccount,
  { send, now }: { readonly send: typeof fetch; readonly now: () => number },
): TestCards {
  if (!secretKey.includes('_test_'))
    throw new RailError('configuration', 'Test cards need a test key of Stripe.');
  return {
    async grant({ paymentMethod, total }) {
      const response = await send(`${apiUrl}/v1/test_helpers/shared_payment/granted_tokens`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secretKey}`, 'stripe-version': VERSION },
        body: new URLSearchParams({
          payment_method: paymentMethod,
          'usage_limits[currency]': total.currency,
          'usage_limits[max_amount]': String(total.amount),
          'usage_limits[expires_at]': String(Math.floor(now() / 1_000) + LIFETIME),
        }),
        signal: AbortSignal.timeout(PATIENCE),
      }).catch((cause: unknown) => {
        throw unanswered(cause);
      });
      return tokenIn(response);
    },
  };
}

/** What is read of Stripe's answer. */
interface Answered {
  readonly id?: unknown;
  readonly error?: { readonly param?: unknown };
}

async function tokenIn(response: Response): Promise<string> {
  const body = (await response.json().catch(() => null)) as Answered | null;
  if (response.ok && typeof body?.id === 'string') return body.id;
  if (response.status >= 500 || body?.error?.param !== 'payment_method') throw unanswered(undefined);
  throw new RailError('validation', 'Stripe has no such test card.', {
    details: { fields: { paymentMethodId: 'Send a test card of Stripe’s, such as pm_card_visa.' } },
  });
}

function unanswered(cause: unknown): RailError {
  return new RailError('upstream_unavailable', 'Stripe did not answer, and nothing was paid.', {
    retryAfter: 2,
    cause,
  });
}
