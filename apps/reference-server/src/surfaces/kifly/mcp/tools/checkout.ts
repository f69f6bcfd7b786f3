import type { Outcome } from '@railyard/core';
import { type ToolResult, toolResult } from '@railyard/core/mcp';
import { IDEMPOTENCY_KEY } from '../../../../tools/meta.ts';
import { told } from '../../../../tools/result.ts';
import { buy } from '../../buy.ts';
import { type TokenStatus, whoBuys } from '../../buyer-token.ts';
import { checkoutInput } from '../../checkout.ts';
import { cartParams } from '../../ids.ts';
import { dressedMembers, rewordedOutcome } from '../../words.ts';
import { checkoutWords } from '../checkout-words.ts';
import { PAYMENT_RAIL, railIn } from '../meta.ts';
import { TOOL_STEPS } from '../steps.ts';
import { tool } from '../tool.ts';

const DESCRIPTION = [
  'Buys what is in a cart. Call set_shipping_address first (else invalid_shipping); an address that the seller does not deliver to is delivery_unavailable; the total must not exceed the limit at kifly://platform/limits. Show the user the total and have them agree before you call it.',
  'payment_rail in the answer tells what you got.',
  'A page for the user ("stripe-checkout", "coinbase"): give them payment_url, then poll order_status with the session_id every 5 seconds for some minutes, and later once they say that they have paid. On the page of "coinbase" the user chooses between the methods, which can be a card as well as USDC.',
  '"directory-handoff": the seller sells on their own site alone (kifly_purchasable false). There is no payment_url and no session_id. Give the user the link of each item in handoff.items, or handoff.seller.storefront_url where it is null, and relay the disclaimer word for word. It is a referral, not an order.',
  `If you can pay yourself, name an agent’s rail in _meta["${PAYMENT_RAIL}"] ("stripe-mpp", "x402"). get_seller lists the rails of a seller. The answer is a challenge: nothing has been paid. Pay it in _meta of the same call: _meta["org.paymentauth/credential"] or _meta["x402/payment"]. Without a rail there the seller’s page is opened; a seller without a page answers with the challenge at once.`,
  'To fill in the e-mail on the page, ask the user in plain words ("What e-mail should the receipt go to?") and pass email. Never ask the user for a token. buyer_token_status tells whether the buyer_token of this very call was applied: "resolved", "invalid" or "none"; an invalid one is no error.',
  '"needs_approval": nothing is paid, and a person has to approve this purchase. Tell the user, ask get_approval with the approval_id once a minute, and when it is approved call checkout again with the same arguments and the same key. Leave the cart as it is meanwhile. "denied": a limit on what you may spend, or a person, forbids it; get_budget tells the limits. Do not try to get around either.',
  `Send a UUID in _meta["${IDEMPOTENCY_KEY}"] and the same one on every retry of this purchase, also after a lost answer: then it is paid once. On an error with retryable true, wait retry_after_seconds and call again once, with the same arguments; without it, do not. A host that cannot set _meta leaves all of it out: then the page is opened, and the cart itself stands for the UUID.`,
].join('\n\n');

export const checkoutTool = tool({
  name: 'checkout',
  title: 'Check out',
  description: DESCRIPTION,
  input: checkoutInput.extend({
    cart_id: cartParams.shape.cart_id.describe('Cart ID from create_cart'),
    email: checkoutInput.shape.email.describe(
      'The buyer’s e-mail, asked for in conversation. It fills in the payment page, and is all that this takes.',
    ),
    buyer_token: checkoutInput.shape.buyer_token.describe(
      'INTERNAL, from verify_buyer (kfb_live_…, in test mode kfb_test_…). It fills in the saved e-mail, and the order is listed among the buyer’s. Never ask the buyer for it; pass email instead.',
    ),
  }),
  // What moves money, at others than us.
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
  scope: 'checkout:write',
  async run(surface, calling, input, request) {
    const buying = await whoBuys(surface, calling, input);
    const { cart_id } = input;
    const outcome = await buy(surface, calling, {
      cart_id,
      buying,
      payment_rail: railIn(request.meta),
      request,
    });
    return resultOf(rewordedOutcome(outcome, TOOL_STEPS), buying.tokenStatus);
  },
});

function resultOf(outcome: Outcome, tokenStatus: TokenStatus): ToolResult {
  const { content: _, structuredContent, ...rest } = toolResult(outcome);
  return told(checkoutWords(outcome, tokenStatus), dressedMembers(structuredContent, tokenStatus), rest);
}
