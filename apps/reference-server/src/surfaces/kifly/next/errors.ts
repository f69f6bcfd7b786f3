import type { ErrorCode, JsonObject } from '@railyard/core';
import type { Steps } from './steps.ts';

/** In a sentence or two; `given` is what the error itself says. */
type Next = (steps: Steps, details: JsonObject, given: string | undefined) => string;

/** What a caller does about an error, whichever protocol it speaks. */
export const AFTER_ERROR: Partial<Readonly<Record<ErrorCode, Next>>> = {
  cart_already_completed: ({ readOrder, makeCart }, { order_id }) =>
    `Nothing is left to pay: it is the order ${text(order_id)}. Read it with ${readOrder(text(order_id))}. To buy again, make a new cart with ${makeCart}.`,
  cart_empty: ({ addItem }) => `Put something into the cart with ${addItem}.`,
  cart_locked: () =>
    'Send the same call again, and start no other payment. If it is still locked after a minute, tell the user that a payment of this cart is under way, which can take days, and stop asking.',
  cart_not_found: ({ makeCart }) =>
    `Use the cart_id of a cart that you made, or make a new one with ${makeCart}.`,
  cart_total_exceeds_limit: ({ changeItem, readLimits }) =>
    `Take something out with ${changeItem}. The limits are read with ${readLimits}.`,
  currency_not_supported: () => 'Tell the user that this seller cannot be paid here, and buy elsewhere.',
  delivery_unavailable: ({ setAddress }) =>
    `Tell the user where the seller delivers (delivery_coverage). Then set another address with ${setAddress}, or buy elsewhere.`,
  denied: ({ readBudget }, { reason, resets_on }, given) => {
    if (reason === 'approval_denied')
      return 'Stop: a person has denied this purchase. Tell the user, and do not try to buy the same in another way.';
    if (reason === 'own_purchase') return given ?? '';
    const anew = typeof resets_on === 'string' ? ` The budget begins anew on ${resets_on}.` : '';
    return `Tell the user that a limit on what you may spend forbids it, and do not try to get around it.${anew} What you may spend is read with ${readBudget}.`;
  },
  idempotency_conflict: ({ key, contents }) =>
    `Is this a retry? Then send the first ${contents} again, unchanged. Put a new UUID into ${key} only for another call: another change, or another purchase.`,
  idempotency_in_flight: () => 'Send the same call again, with the same key.',
  idempotency_key_invalid: ({ key }) => `Send a UUID in ${key}, and the same one on every retry.`,
  invalid_api_key: ({ apiKey, signIn }, { presented }, given) => {
    if (given !== undefined || signIn === null) return given ?? apiKey;
    return presented === 'access_token'
      ? `Get a new one: ${signIn}`
      : `${apiKey} Or have the user sign in: ${signIn}`;
  },
  invalid_buyer_token: ({ sendCode, verify }) =>
    `Ask the user for their e-mail, have a code mailed to it with ${sendCode}, and get a new token for the code with ${verify}.`,
  invalid_otp: ({ sendCode, verify }) =>
    `Ask the user for the newest code in their mail, and try it with ${verify}. If it is wrong again, have a new one mailed with ${sendCode}: a code is good once and for ten minutes, and none is after five wrong ones.`,
  invalid_shipping: ({ setAddress }, _, given) =>
    given ?? `Ask the user where it goes, say it with ${setAddress}, and check out again.`,
  item_not_found: ({ readCart }) => `Read the item_ids with ${readCart}.`,
  missing_idempotency_key: ({ key }) => `Send a UUID in ${key}, and the same one on every retry.`,
  needs_approval: ({ readApproval, contents, key }, { approval_id, expires_at }) =>
    `Nothing is paid yet. Tell the user that a person has to approve this purchase, and that you cannot do it for them. Ask ${readApproval(text(approval_id))} once a minute, until ${text(expires_at)} at most. When it is approved, send the same call again, with the ${contents}, and the key in ${key}, as they were. Leave the cart as it is: a changed one needs another approval.`,
  not_found: ({ search }, { missing }) => {
    if (missing === 'order') return 'Use the session_id or the order_id that the checkout gave you.';
    if (missing === 'seller')
      return `Take the seller_handle from "kifly:seller" of a product, with ${search}.`;
    if (missing === 'variant')
      return `Take the variant_id from "kifly:variantId" of a product, with ${search}.`;
    return 'Use an id that an earlier answer gave you.';
  },
  payment_refunded: ({ makeCart }) =>
    `Tell the user that the money goes back to where it came from. To buy after all, make a new cart with ${makeCart}.`,
  payment_unresolved: ({ readOrder }, { order_id }) => `Do not pay again. Call ${readOrder(text(order_id))}.`,
  quantity_exceeds_limit: ({ readLimits, changeItem }, { max_item_quantity: most, in_cart: before }) => {
    const limits = `The limits are read with ${readLimits}.`;
    if (typeof most !== 'number' || typeof before !== 'number')
      return `Ask for ${text(most)} at most. ${limits}`;
    const more = before < most ? `Add ${most - before} at most, or set` : 'Set';
    return `${more} how many there are with ${changeItem}. ${limits}`;
  },
  scope_insufficient: (_, { required_scope }, given) =>
    given ??
    `Stop, and tell the user that the API key is not allowed to do this: it lacks ${text(required_scope)}.`,
  seller_mismatch: ({ makeCart }, { seller_handle }, given) =>
    given ?? `Make a cart at the seller of the variant, "${text(seller_handle)}", with ${makeCart}.`,
  validation: ({ contents, search }, { missing, fields }, given) => {
    if (missing === 'seller') return `Send seller_handle: it is "kifly:seller" of a product, with ${search}.`;
    const wrong = fields === undefined ? '' : 'what details.fields names in ';
    return given ?? `Correct ${wrong}the ${contents}, and send it again.`;
  },
};

/** A detail as text. */
function text(detail: JsonObject[string] | undefined): string {
  return typeof detail === 'string' || typeof detail === 'number' ? String(detail) : '';
}
