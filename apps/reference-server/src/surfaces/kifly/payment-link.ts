import { z } from '@hono/zod-openapi';
import type { Outcome, PayCall, RailRequest } from '@railyard/core';
import { readCart } from '@railyard/core/cart';
import { openChooser } from '@railyard/core/chooser';
import { text } from '../../text.ts';
import { type Buying, buyerTokenInput, TOKEN_STATUSES } from './buyer-token.ts';
import { openOn, resourceOf } from './checkout.ts';
import { CHOOSER_METHODS, CHOOSER_RAIL, choosePage, chooserUrl, type PageChoice } from './page-choice.ts';
import { type Calling, mutationOf, ownerOf, type Surface, sellerOf } from './surface.ts';

export const linkInput = z
  .strictObject({
    cart_id: text(100),
    email: z.email().max(254).optional().describe('Fills in the e-mail on the page.'),
    buyer_token: buyerTokenInput,
    payment_rail: text(100)
      .optional()
      .openapi({ example: 'stripe-checkout' })
      .describe('The rail whose page you want. Left out: the one that the seller prefers.'),
  })
  .openapi('PaymentLink');

export const linkOutput = z
  .looseObject({
    payment_rail: z.string(),
    status: z.string(),
    session_id: z.string().optional().describe('Ask for the order with it.'),
    payment_url: z.string().optional().describe('Where the buyer pays.'),
    methods: z.array(z.string()).optional(),
    amount: z.int().describe('In minor units of the currency.'),
    amount_decimal: z.string().describe('The same in the currency itself.'),
    subtotal_cents: z.int(),
    delivery_fee_cents: z.int(),
    currency: z.string(),
    buyer_token_status: z.enum(TOKEN_STATUSES),
  })
  .openapi('PaymentPage');

/** A call for a page where a person pays. */
export interface LinkCall extends Pick<z.output<typeof linkInput>, 'cart_id' | 'payment_rail'> {
  readonly buying: Buying;
  readonly request: RailRequest;
}

/** Opens a page where a person pays for a cart, or gives the one that is open. */
export async function openPaymentPage(
  surface: Surface,
  calling: Calling,
  { cart_id: cart, buying, payment_rail, request }: LinkCall,
): Promise<Outcome> {
  const seller = await sellerOf(surface, await readCart(surface.checkout, ownerOf(calling), cart));
  const choice = choosePage(await surface.rails.of(seller), payment_rail);
  const body = { ...buying.sent, ...(payment_rail !== undefined && { payment_rail }) };
  const call = mutationOf(calling, 'cart.payment_link', body);
  const resource = resourceOf(surface, cart);
  return openPage(surface, { ...call, cart, request, resource, email: buying.email }, choice);
}

/** Opens the page of this choice; beside a payment in the call, the payment is taken instead. */
export function openPage(
  surface: Surface,
  call: Omit<PayCall, 'page' | 'version'>,
  choice: PageChoice,
): Promise<Outcome> {
  return choice.type === 'page'
    ? openOn(surface, call, choice.rail)
    : openChooser(surface.checkout, {
        ...call,
        rail: CHOOSER_RAIL,
        methods: CHOOSER_METHODS,
        url: (id) => chooserUrl(surface.baseUrl, id),
      });
}
