import { byName } from '../../../tools/serve.ts';
import type { Conversation } from '../conversation.ts';
import type { Tool } from './tool.ts';
import { buyTool } from './tools/buy.ts';
import {
  addToCartTool,
  clearCartTool,
  removeFromCartTool,
  setItemQuantityTool,
  viewCartTool,
} from './tools/carts.ts';
import { approveRequestTool, checkoutTool, setBudgetTool } from './tools/checkout.ts';
import {
  confirmMerchantTool,
  linkMerchantTool,
  listMerchantsTool,
  searchProductsTool,
  setAddressTool,
} from './tools/merchants.ts';
import { orderHistoryTool, trackOrderTool } from './tools/orders.ts';

/** Every tool that needs no language model, in the order in which a purchase needs them. */
const TOOLS: readonly Tool[] = [
  setBudgetTool,
  listMerchantsTool,
  linkMerchantTool,
  confirmMerchantTool,
  setAddressTool,
  searchProductsTool,
  addToCartTool,
  setItemQuantityTool,
  removeFromCartTool,
  viewCartTool,
  clearCartTool,
  checkoutTool,
  approveRequestTool,
  trackOrderTool,
  orderHistoryTool,
];

/** The tools by their names; with `buy` where the platform has a language model. */
export function toolsWith(conversation: Conversation | null): ReadonlyMap<string, Tool> {
  const tools = conversation ? [buyTool(conversation, TOOLS), ...TOOLS] : TOOLS;
  return byName(tools);
}
