import { Mppx, stripe } from 'mppx/client';
import type { SandboxFacts } from './shop.ts';

/** What a token is asked for: the terms of a challenge. */
export interface TokenAsked {
  readonly amount: string;
  readonly currency: string;
  /** The seller's Stripe profile. */
  readonly networkId: string;
  /** Seconds since 1970. */
  readonly expiresAt: number;
}

type Card = Pick<SandboxFacts, 'stripe'>;

/** Has the sandbox's Stripe issue a token for the agent's card that pays this seller this much once. */
export async function issueToken({ stripe: at }: Card, asked: TokenAsked): Promise<string> {
  const { key, version, payment_method, token_url } = at.agent;
  const response = await fetch(token_url, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'stripe-version': version },
    body: new URLSearchParams({
      payment_method,
      'seller_details[network_business_profile]': asked.networkId,
      'usage_limits[currency]': asked.currency,
      'usage_limits[max_amount]': asked.amount,
      'usage_limits[expires_at]': String(asked.expiresAt),
    }),
  });
  if (!response.ok) throw new Error(`Stripe issued no token: ${await response.text()}`);
  return ((await response.json()) as { readonly id: string }).id;
}

/** Who else takes part in a payment by card. */
export interface CardPayment {
  readonly send?: typeof fetch;
  /** Told of each token. */
  readonly issued?: (token: string) => void;
}

/** A `fetch` that pays by card when it is asked to, by the official MPP client as it comes. */
export function cardFetch(card: Card, { send = fetch, issued }: CardPayment = {}): typeof fetch {
  const method = stripe.charge({
    paymentMethod: card.stripe.agent.payment_method,
    async createToken({ amount, currency, networkId = '', expiresAt }) {
      const token = await issueToken(card, { amount, currency, networkId, expiresAt });
      issued?.(token);
      return token;
    },
  });
  return Mppx.create({ methods: [method], fetch: send, polyfill: false }).fetch;
}
