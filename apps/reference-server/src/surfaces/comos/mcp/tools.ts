import type { Tool } from './tool.ts';
import { cartAddItemTool, cartGetTool, cartRemoveItemTool, catalogSearchTool } from './tools/carts.ts';
import {
  checkoutListTool,
  checkoutRetryTool,
  checkoutStartTool,
  checkoutStatusTool,
  createPaymentSessionTool,
  selectShippingTool,
  shippingOptionsTool,
} from './tools/checkout.ts';

/** Every tool, in the order in which a purchase needs them. */
export const TOOLS: readonly Tool[] = [
  catalogSearchTool,
  cartAddItemTool,
  cartGetTool,
  cartRemoveItemTool,
  checkoutStartTool,
  shippingOptionsTool,
  selectShippingTool,
  createPaymentSessionTool,
  checkoutStatusTool,
  checkoutRetryTool,
  checkoutListTool,
];
