import type { ErrorCode, JsonObject } from '@railyard/core';
import { isRailError, RailError } from '@railyard/core';
import { problemResult, type ToolResult } from '@railyard/core/mcp';
import { namedHere } from '../words.ts';
import { IDEMPOTENCY_KEY, PAYMENT_RAIL } from './meta.ts';
import { told } from './tool.ts';

/** What an agent does about an error, in terms of the tools. */
const NEXT: Partial<Readonly<Record<ErrorCode, string>>> = {
  invalid_shipping: 'Ask the user where it goes, call set_shipping_address, then checkout again.',
  delivery_unavailable:
    'Tell the user where the seller delivers; set another address with set_shipping_address, or buy elsewhere.',
  cart_empty: 'Put something into the cart with add_to_cart.',
  cart_not_found: 'Use the cart_id that create_cart gave you, or make a new cart.',
  item_not_found: 'Call get_cart for the item_ids.',
  quantity_exceeds_limit: 'Read get_platform_limits, and ask for fewer.',
  cart_total_exceeds_limit: 'Read get_platform_limits, and take something out with update_cart_item.',
  cart_already_completed: 'Read the order with order_status. To buy again, make a new cart.',
  cart_locked: 'Wait retry_after_seconds, then call the tool again with the same arguments.',
  idempotency_conflict: `Use a new _meta["${IDEMPOTENCY_KEY}"] for a new request.`,
  idempotency_key_invalid: `Send a UUID in _meta["${IDEMPOTENCY_KEY}"], and the same one on every retry.`,
  seller_mismatch: 'Make a cart at the seller of the variant with create_cart.',
  invalid_otp:
    'Ask the user for the newest code in their mail, and call verify_buyer again; after five wrong ones or ten minutes, call request_buyer_code first.',
  invalid_buyer_token:
    'Call request_buyer_code with the e-mail of the user, then verify_buyer with the code in their mail.',
  invalid_api_key: 'Stop, and tell the user that the API key is not valid.',
  scope_insufficient: 'Stop, and tell the user that the API key does not allow this.',
};

/** The result that tells an error: what over HTTP is a problem, with what to do in terms of the tools. */
export function problemOf(thrown: unknown): ToolResult {
  if (!isRailError(thrown)) return problemResult(thrown);
  const { code, message, extras } = thrown;
  const nextAction = nextOf(thrown) ?? extras.nextAction;
  const result = problemResult(
    new RailError(code, message, { ...extras, ...(nextAction !== undefined && { nextAction }) }),
  );
  if (code !== 'rail_not_active') return result;
  return withMembers(result, namedHere(extras.details?.payment_rail));
}

function nextOf({ code, extras: { details } }: RailError): string | undefined {
  if (code === 'payment_unresolved' && typeof details?.order_id === 'string') {
    return `Do not pay again. Call order_status with session_id "${details.order_id}".`;
  }
  const pages = Array.isArray(details?.active_rails) ? details.active_rails : [];
  if (code === 'rail_not_active' && pages.length > 0) {
    return `Call checkout without a payment and without _meta["${PAYMENT_RAIL}"] to pay as the seller prefers, or name another rail there: ${pages.join(', ')}.`;
  }
  return NEXT[code];
}

/** A result with more members, and more words. */
export function withMembers(
  { content, structuredContent, ...rest }: ToolResult,
  members: JsonObject,
  more = '',
): ToolResult {
  const [words] = content;
  return told(`${words?.text ?? ''}${more}`, { ...structuredContent, ...members }, rest);
}
