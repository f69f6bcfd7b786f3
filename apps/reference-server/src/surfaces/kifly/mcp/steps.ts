import { IDEMPOTENCY_KEY } from '../../../tools/meta.ts';
import type { Steps } from '../next/steps.ts';
import { PAYMENT_RAIL } from './meta.ts';

/** The next steps of who calls tools. */
export const TOOL_STEPS: Steps = {
  search: 'search_products',
  makeCart: 'create_cart',
  addItem: 'add_to_cart',
  readCart: 'get_cart',
  changeItem: 'update_cart_item',
  setAddress: 'set_shipping_address',
  readLimits: 'get_platform_limits',
  readBudget: 'get_budget',
  readApproval: (id) => `get_approval with approval_id "${id}"`,
  sendCode: 'request_buyer_code',
  verify: 'verify_buyer',
  openPage: `checkout without a payment and without _meta["${PAYMENT_RAIL}"]`,
  pageOn: onRail,
  challengeOf: onRail,
  readOrder: (id) => `order_status with session_id "${id}"`,
  key: `_meta["${IDEMPOTENCY_KEY}"]`,
  contents: 'arguments',
  apiKey: 'Stop, and tell the user that the API key is not valid.',
  signIn: null,
};

function onRail(rail: string): string {
  return `checkout with "${rail}" in _meta["${PAYMENT_RAIL}"]`;
}
