import type { ToolAnnotations } from '@modelcontextprotocol/sdk/types.js';
import { ADDS, READS } from '../../../../tools/result.ts';
import { listOrders } from '../../buyer-orders.ts';
import { getBuyerProfile, registerBuyer, requestBuyerCode, verifyBuyer } from '../../buyers.ts';
import { toolOf } from '../tool.ts';

/** Somebody outside gets mail. */
const MAILS: ToolAnnotations = { ...ADDS, openWorldHint: true };
const MAILED =
  'A code was mailed. Ask the user for the six digits in it, then call verify_buyer with the same e-mail.';

export const registerBuyerTool = toolOf(registerBuyer, MAILS, () => MAILED);
export const requestBuyerCodeTool = toolOf(requestBuyerCode, MAILS, () => MAILED);
export const verifyBuyerTool = toolOf(
  verifyBuyer,
  ADDS,
  () => 'Verified. Pass buyer_token to checkout, get_buyer_profile and list_orders, and show it to nobody.',
);
export const getBuyerProfileTool = toolOf(getBuyerProfile, READS, ({ shipping_address }) =>
  shipping_address === null
    ? 'There is no saved address. Ask the user where it goes.'
    : 'Ask the user whether the saved address still holds, then pass it to set_shipping_address.',
);
export const listOrdersTool = toolOf(listOrders, READS, ({ count }) =>
  count === 0
    ? 'No order is listed. One that was just paid is listed some seconds later, if its checkout had this buyer_token: ask again then, or read it with order_status.'
    : `Orders: ${count}, the newest first.`,
);
