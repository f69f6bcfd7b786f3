import type { Address, Purchase } from '@railyard/core/rail';
import type Stripe from 'stripe';
import { filled, plainText } from './wire/text.ts';

/** One line of the page, in minor units of the purchase's currency. */
export interface Item {
  readonly name: string;
  readonly quantity: number;
  readonly unitAmount: number;
}

// Stripe's bounds, in characters.
const LONGEST_NAME = 250;
const LONGEST_FIELD = 500;
// The page asks for one that is left out here; one that Stripe does not take would leave the buyer without a page.
const EMAIL =
  /^(?=.{6,254}$)[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}$/i;

/**
 * What the page lists: the lines, then delivery and tip as lines of their own, so that Stripe asks for the sum of these
 * and nothing else. Lines that do not come to the total are listed as one.
 */
export function itemsOf({ lines, deliveryFee, tip, total, order }: Purchase): readonly Item[] {
  const items = [
    ...lines
      .filter(({ quantity }) => quantity > 0)
      .map(({ title, variant, quantity, unitAmount }) => ({
        name: nameOf(title, variant),
        quantity,
        unitAmount,
      })),
    ...extra('Delivery', deliveryFee),
    ...extra('Tip', tip),
  ];
  const sum = items.reduce((all, { quantity, unitAmount }) => all + quantity * unitAmount, 0);
  return sum === total.amount
    ? items
    : [{ name: nameOf(`Order ${order}`), quantity: 1, unitAmount: total.amount }];
}

function extra(name: string, unitAmount: number): readonly Item[] {
  return unitAmount > 0 ? [{ name, quantity: 1, unitAmount }] : [];
}

function nameOf(...texts: readonly string[]): string {
  const names = texts.map((text) => plainText(text, LONGEST_NAME));
  return names.find((name) => name !== '') ?? 'Item';
}

/** The lines as Stripe takes them. */
export function lineItemsOf(purchase: Purchase) {
  const { currency } = purchase.total;
  return itemsOf(purchase).map(({ name, quantity, unitAmount }) => ({
    quantity,
    price_data: { currency, unit_amount: unitAmount, product_data: { name } },
  })) satisfies Stripe.Checkout.SessionCreateParams.LineItem[];
}

/** Where the things go, for the payment to bear; null without a name and a street. */
export function shippingOf(shipTo: Address | null) {
  if (!shipTo) return null;
  const { line1, line2, city, region: state, postalCode: postal_code, country } = shipTo;
  const { name, phone } = filled({ name: shipTo.name, phone: shipTo.phone }, LONGEST_FIELD);
  const address = filled({ line1, line2, city, state, postal_code, country }, LONGEST_FIELD);
  if (name === undefined || address.line1 === undefined) return null;
  return {
    name,
    address: { ...address, line1: address.line1 },
    ...(phone !== undefined && { phone }),
  } satisfies Stripe.Checkout.SessionCreateParams.PaymentIntentData.Shipping;
}

/** The buyer's address to fill in; null when there is none that Stripe certainly takes. */
export function emailOf({ email }: Purchase): string | null {
  return email !== null && EMAIL.test(email) ? email : null;
}
