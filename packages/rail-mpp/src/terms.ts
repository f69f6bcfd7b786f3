import {
  type Mode,
  type Purchase,
  RailError,
  type RailManifest,
  type Refusal,
  toDecimal,
} from '@railyard/core/rail';
import { CURRENCIES } from './minimums.ts';
import type { Settings } from './options.ts';
import type { Charge } from './wire/request.ts';

const KEY_LIFETIME = 23 * 3_600_000;

/** What the rail is. */
export function manifestOf(): RailManifest {
  return {
    title: 'Cards by Shared Payment Token',
    payer: 'agent',
    stage: 'beta',
    settlement: 'Stripe',
    currencies: CURRENCIES,
    // Stripe forgets a key after 24 hours.
    keyLifetime: KEY_LIFETIME,
    capabilities: { payment: { methods: { stripe: { intents: ['charge'] } } } },
    writes: {
      headers: ['WWW-Authenticate', 'Payment-Receipt'],
      body: ['challengeId', 'token_types', 'payment_intent_id'],
      meta: ['org.paymentauth/payment-required', 'org.paymentauth/receipt'],
    },
  };
}

/** Why the rail cannot be mounted in this mode, or null. */
export function refuses({ mode: own }: Pick<Settings, 'mode'>, mode: Mode): string | null {
  return own === mode
    ? null
    : `Rail "stripe-mpp" has a ${own} key of Stripe. In mode "${mode}" pass a secretKey that begins with sk_${mode}_ or rk_${mode}_.`;
}

/** Why the rail cannot take this purchase, or null. */
export function accepts({ total }: Purchase): Refusal | null {
  const range = Object.hasOwn(CURRENCIES, total.currency) ? CURRENCIES[total.currency] : undefined;
  if (!range) return refusal('currency_unsupported', `Rail "stripe-mpp" does not take ${total.currency}.`);
  return total.amount < range.min
    ? refusal(
        'amount_too_low',
        `Stripe charges ${toDecimal({ ...total, amount: range.min })} ${total.currency} or more.`,
      )
    : null;
}

/** What a token for this purchase has to be good for. Throws `validation` for a purchase that is not taken. */
export function chargeOf({ networkId, paymentMethodTypes }: Settings, purchase: Purchase): Charge {
  const fault = accepts(purchase);
  if (fault) throw new RailError('validation', fault.message);
  return {
    amount: String(purchase.total.amount),
    currency: purchase.total.currency,
    externalId: purchase.order,
    methodDetails: { networkId, paymentMethodTypes },
  };
}

/** A refusal: a word for programs and a sentence for people. */
export function refusal(refused: string, message: string): Refusal {
  return { refused, message };
}
