import type { Tool } from './tool.ts';
import {
  getBuyerProfileTool,
  listOrdersTool,
  registerBuyerTool,
  requestBuyerCodeTool,
  verifyBuyerTool,
} from './tools/buyers.ts';
import {
  addToCartTool,
  createCartTool,
  getCartTool,
  setShippingAddressTool,
  updateCartItemTool,
} from './tools/carts.ts';
import { checkoutTool } from './tools/checkout.ts';
import { orderStatusTool } from './tools/orders.ts';
import { limitsTool, searchTool, sellerTool } from './tools/sellers.ts';
import { getApprovalTool, getBudgetTool } from './tools/spending.ts';

/** Every tool, in the order in which a purchase needs them. */
export const TOOLS: readonly Tool[] = [
  searchTool,
  sellerTool,
  createCartTool,
  addToCartTool,
  getCartTool,
  updateCartItemTool,
  setShippingAddressTool,
  checkoutTool,
  orderStatusTool,
  listOrdersTool,
  registerBuyerTool,
  requestBuyerCodeTool,
  verifyBuyerTool,
  getBuyerProfileTool,
  limitsTool,
  getBudgetTool,
  getApprovalTool,
];
