import type { Mode } from '@railyard/core';
import type { IssuingOptions } from '@railyard/rail-card';
import { z } from 'zod';
import type { ShopSettings } from '../merchants/shop/client.ts';
import { address, mistake } from './fields.ts';
import type { StripeProvider } from './stripe.ts';

/** Whom cards are issued to, and where they buy. */
export interface BuyingSettings {
  readonly issuing: IssuingOptions;
  readonly shop: ShopSettings;
}

/** The variables of cards that buy elsewhere. */
export const cardFields = {
  STRIPE_ISSUING_CARDHOLDER: z
    .string()
    .regex(
      /^ich_\w{1,250}$/,
      'STRIPE_ISSUING_CARDHOLDER is no cardholder. Set it to the id that begins with ich_, from Stripe Issuing.',
    )
    .optional(),
  CORNER_MARKET_URL: address('CORNER_MARKET_URL').optional(),
  CORNER_MARKET_KEY: z
    .string()
    .regex(/^[!-~]{1,200}$/, 'CORNER_MARKET_KEY is no key. Set it to the one that the shop has given you.')
    .optional(),
};

type Set = Partial<z.output<z.ZodObject<typeof cardFields>>>;

/** What the platform buys with and where; null when none of its variables is set. */
export function readBuying(set: Set, stripe: StripeProvider | null, mode: Mode): BuyingSettings | null {
  const { STRIPE_ISSUING_CARDHOLDER: cardholder, CORNER_MARKET_URL: url, CORNER_MARKET_KEY: apiKey } = set;
  if (cardholder === undefined && url === undefined && apiKey === undefined) return null;
  if (!stripe || cardholder === undefined || url === undefined || apiKey === undefined)
    throw mistake(
      'Buying with cards is configured in part. Set STRIPE_SECRET_KEY, STRIPE_ISSUING_CARDHOLDER, CORNER_MARKET_URL and CORNER_MARKET_KEY, or none of the latter three.',
    );
  if (mode === 'live' && !url.startsWith('https:'))
    throw mistake('Cards would be sent without encryption. Set CORNER_MARKET_URL to an https address.');
  if (mode === 'live' && stripe.webhookSecrets.length === 0)
    throw mistake(
      'What cards pay could not be decided here. Set STRIPE_WEBHOOK_SECRET to the secrets of your endpoints, with those of /webhooks/card/main and /webhooks/card/main/authorize.',
    );
  return buyingWith(stripe, cardholder, { url, apiKey });
}

/** Cards of this account of Stripe, to buy at this shop. */
export function buyingWith(
  { secretKey, webhookSecrets, apiUrl }: StripeProvider,
  cardholder: string,
  shop: ShopSettings,
): BuyingSettings {
  const issuing = { secretKey, cardholder, webhookSecrets, ...(apiUrl !== undefined && { apiUrl }) };
  return { issuing, shop };
}
