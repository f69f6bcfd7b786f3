import type { JsonObject, Prepared, Purchase, RailContext, Refusal } from '@railyard/core/rail';
import type Stripe from 'stripe';
import type { MerchantConnector } from './connector.ts';
import type { Settings } from './options.ts';
import { metadataOf } from './wire/bearing.ts';
import { formed, objectIn, wholeNumber } from './wire/members.ts';

/** What one attempt buys, and with which card, whatever the options and the clock say later. */
export interface Terms {
  /** The seller whose connector is asked. */
  readonly merchant: string;
  /** When the attempt was prepared, in milliseconds since 1970. */
  readonly at: number;
  readonly deliverAt: string | null;
  /** All that the card is made of. */
  readonly card: JsonObject;
}

/** A time with an offset, or in UTC. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Fixes what Stripe and the merchant will be asked. */
export async function prepare(
  settings: Settings,
  purchase: Purchase,
  context: RailContext,
): Promise<Prepared | Refusal> {
  const merchant = purchase.seller;
  const connector = connectorOf(settings, merchant);
  if (!connector) return unknownMerchant(merchant);
  const deliverAt = await settings.deliverAt(purchase, context.tenant);
  if (deliverAt !== null && !isTimeToCome(deliverAt, context.now()))
    return {
      refused: 'delivery_time_invalid',
      message: 'The time of delivery is none, or has passed. Give one to come in ISO 8601, with an offset.',
    };
  const card = cardFor(settings, purchase, connector, context);
  return { prepared: { merchant, at: context.now(), deliverAt, card } };
}

export function connectorOf({ merchants }: Settings, seller: string): MerchantConnector | null {
  return (Object.hasOwn(merchants, seller) && merchants[seller]) || null;
}

export function unknownMerchant(seller: string): Refusal {
  return {
    refused: 'merchant_unknown',
    message: `Nothing can be bought at "${seller}" with a card of ours.`,
  };
}

function isTimeToCome(text: string, now: number): boolean {
  return TIME.test(text) && Date.parse(text) > now;
}

/** A virtual card for one payment of the total, where the merchant is. */
function cardFor(
  { cardholder }: Settings,
  { cart, order, total }: Purchase,
  { card: { categories = [], countries = [] } = {} }: MerchantConnector,
  { attempt, deployment, tenant }: RailContext,
): JsonObject {
  const { amount, currency } = total;
  const params = {
    cardholder,
    currency,
    type: 'virtual',
    status: 'active',
    lifecycle_controls: { cancel_after: { payment_count: 1 } },
    spending_controls: {
      spending_limits: [
        { amount, interval: 'per_authorization' },
        { amount, interval: 'all_time' },
      ],
      ...(categories.length > 0 && {
        allowed_categories: [
          ...categories,
        ] as Stripe.Issuing.CardCreateParams.SpendingControls.AllowedCategory[],
      }),
      ...(countries.length > 0 && { allowed_merchant_countries: [...countries] }),
    },
    metadata: metadataOf({ attempt, deployment, tenant, cart, order }) as Record<string, string>,
  } satisfies Stripe.Issuing.CardCreateParams;
  return params;
}

/** The terms that were stored; null when none were. */
export function readTerms(prepared: JsonObject | null): Terms | null {
  const merchant = formed(prepared?.merchant, /./);
  const [at, card] = [wholeNumber(prepared?.at), objectIn(prepared?.card)];
  if (merchant === null || at === null || !card) return null;
  return { merchant, at, deliverAt: formed(prepared?.deliverAt, TIME), card };
}
