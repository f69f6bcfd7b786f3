import type Stripe from 'stripe';
import type { Bench } from './stripe-support.ts';

/** What a shop asks for: two teas and their delivery, 34.99 USD. */
export const CART = {
  mode: 'payment',
  success_url: 'https://shop.example/done?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'https://shop.example/cart',
  customer_email: 'ada@shop.example',
  client_reference_id: 'cart-7',
  metadata: { cart: '7' },
  line_items: [
    { price_data: { currency: 'usd', unit_amount: 1500, product_data: { name: 'Tea' } }, quantity: 2 },
  ],
  shipping_options: [rate('Standard', 499)],
  payment_intent_data: {
    metadata: { order: '7' },
    shipping: { name: 'Ada', address: { line1: '1 Main St', city: 'Oakland', country: 'US' } },
  },
} satisfies Stripe.Checkout.SessionCreateParams;

/** A way of delivery. */
export function rate(
  display_name: string,
  amount: number,
): NonNullable<Stripe.Checkout.SessionCreateParams['shipping_options']>[number] {
  return {
    shipping_rate_data: { display_name, type: 'fixed_amount', fixed_amount: { amount, currency: 'usd' } },
  };
}

/** The least that a session is made of, as a form. */
export const LEAST = [
  'mode=payment',
  'success_url=https://shop.example/done',
  'line_items[0][quantity]=1',
  'line_items[0][price_data][currency]=usd',
  'line_items[0][price_data][unit_amount]=4999',
  'line_items[0][price_data][product_data][name]=Tea',
].join('&');

/** A session of its own for a test. */
export async function openSession(
  { sdk }: Pick<Bench, 'sdk'>,
  more: Stripe.Checkout.SessionCreateParams = {},
): Promise<Stripe.Checkout.Session> {
  return sdk.checkout.sessions.create({ ...CART, ...more });
}

/** The types of all events, in their order. */
export function typesOf({ local }: Pick<Bench, 'local'>): readonly string[] {
  return local.events().map(({ type }) => type);
}
