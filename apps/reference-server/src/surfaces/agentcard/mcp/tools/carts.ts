import type { ToolResult } from '@railyard/core/mcp';
import type { Merchant } from '../../../../merchants/merchant.ts';
import { ADDS, READS, SETS, told } from '../../../../tools/result.ts';
import { type CartView, viewCart } from '../../cart-view.ts';
import { addProduct, clearCart, setQuantity } from '../../carts.ts';
import { linkedMerchant, type Shopper, type Surface } from '../../surface.ts';
import { byMerchant, product_id, quantity } from '../inputs.ts';
import { tool } from '../tool.ts';
import { cartWords } from '../words.ts';

export const addToCartTool = tool({
  name: 'buy_add_to_cart',
  title: 'Put a product into the cart',
  description:
    'Puts a product into the cart at a linked merchant, at today’s price, and tells what the cart comes to. Next: show the user the total.',
  input: byMerchant.extend({ product_id, quantity: quantity.default(1) }),
  annotations: ADDS,
  scope: 'checkout:write',
  async run(surface, shopper, input) {
    const at = await linkedMerchant(surface, shopper, input.merchant);
    await addProduct(surface, shopper, at, { product: input.product_id, quantity: input.quantity });
    return shown(surface, shopper, at);
  },
});

export const setItemQuantityTool = tool({
  name: 'buy_set_item_quantity',
  title: 'Set how many',
  description: 'Sets how many of a product are in the cart; 0 takes it out.',
  input: byMerchant.extend({ product_id, quantity: quantity.min(0).describe('0 takes it out.') }),
  annotations: { ...SETS, destructiveHint: true },
  scope: 'checkout:write',
  async run(surface, shopper, input) {
    const at = await linkedMerchant(surface, shopper, input.merchant);
    await setQuantity(surface, shopper, at, { product: input.product_id, quantity: input.quantity });
    return shown(surface, shopper, at);
  },
});

export const removeFromCartTool = tool({
  name: 'buy_remove_from_cart',
  title: 'Take a product out of the cart',
  description: 'Takes all of a product out of the cart.',
  input: byMerchant.extend({ product_id }),
  annotations: { ...SETS, destructiveHint: true },
  scope: 'checkout:write',
  async run(surface, shopper, input) {
    const at = await linkedMerchant(surface, shopper, input.merchant);
    await setQuantity(surface, shopper, at, { product: input.product_id, quantity: 0 });
    return shown(surface, shopper, at);
  },
});

export const clearCartTool = tool({
  name: 'buy_clear_cart',
  title: 'Empty the cart',
  description: 'Takes everything out of the cart at a merchant.',
  input: byMerchant,
  annotations: { ...SETS, destructiveHint: true },
  scope: 'checkout:write',
  async run(surface, shopper, input) {
    const at = await linkedMerchant(surface, shopper, input.merchant);
    await clearCart(surface, shopper, at);
    return shown(surface, shopper, at);
  },
});

export const viewCartTool = tool({
  name: 'buy_view_cart',
  title: 'Look at the cart',
  description:
    'Tells what is in the cart at a merchant and what it comes to, with delivery, at this moment. Show it to the user before a checkout.',
  input: byMerchant,
  annotations: { ...READS, openWorldHint: true },
  scope: 'checkout:write',
  async run(surface, shopper, input) {
    return shown(surface, shopper, await linkedMerchant(surface, shopper, input.merchant));
  },
});

async function shown(surface: Surface, shopper: Shopper, merchant: Merchant): Promise<ToolResult> {
  const view: CartView = await viewCart(surface, shopper, merchant);
  return told(cartWords(view), view);
}
