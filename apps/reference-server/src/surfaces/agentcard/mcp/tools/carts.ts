import type { z } from '@hono/zod-openapi';
import type { Merchant } from '../../../../merchants/merchant.ts';
import { ADDS, SETS, told } from '../../../../tools/result.ts';
import type { ScopedDefinition } from '../../../../tools/scoped.ts';
import { viewCart } from '../../cart-view.ts';
import { addProduct, clearCart, setQuantity } from '../../carts.ts';
import { linkedMerchant, type Shopper, type Surface } from '../../surface.ts';
import { byMerchant, product_id, quantity } from '../inputs.ts';
import { type Tool, tool } from '../tool.ts';
import { cartWords } from '../words.ts';

type Input = typeof byMerchant;

/** What a tool about one cart is: it changes the cart, which is shown then, as its merchant prices it. */
interface CartTool<S extends Input> extends Omit<ScopedDefinition<S, Surface, Shopper>, 'run' | 'scope'> {
  change(surface: Surface, shopper: Shopper, at: Merchant, input: z.output<S>): Promise<unknown>;
}

export const addToCartTool = cartTool({
  name: 'buy_add_to_cart',
  title: 'Put a product into the cart',
  description:
    'Puts a product into the cart at a linked merchant, at today’s price, and tells what the cart comes to. Next: show the user the total.',
  input: byMerchant.extend({ product_id, quantity: quantity.min(1).default(1) }),
  annotations: ADDS,
  change: (surface, shopper, at, { product_id: product, quantity: count }) =>
    addProduct(surface, shopper, at, { product, quantity: count }),
});

export const setItemQuantityTool = cartTool({
  name: 'buy_set_item_quantity',
  title: 'Set how many',
  description: 'Sets how many of a product are in the cart; 0 takes it out.',
  input: byMerchant.extend({ product_id, quantity: quantity.describe('0 takes it out.') }),
  annotations: { ...SETS, destructiveHint: true },
  change: (surface, shopper, at, { product_id: product, quantity: count }) =>
    setQuantity(surface, shopper, at, { product, quantity: count }),
});

export const removeFromCartTool = cartTool({
  name: 'buy_remove_from_cart',
  title: 'Take a product out of the cart',
  description: 'Takes all of a product out of the cart.',
  input: byMerchant.extend({ product_id }),
  annotations: { ...SETS, destructiveHint: true },
  change: (surface, shopper, at, { product_id: product }) =>
    setQuantity(surface, shopper, at, { product, quantity: 0 }),
});

export const clearCartTool = cartTool({
  name: 'buy_clear_cart',
  title: 'Empty the cart',
  description:
    'Takes everything out of the cart at a merchant, and begins another one. One that may have been bought is left as it is, and told in earlier_purchases.',
  input: byMerchant,
  annotations: { ...SETS, destructiveHint: true },
  change: clearCart,
});

export const viewCartTool = cartTool({
  name: 'buy_view_cart',
  title: 'Look at the cart',
  description:
    'Brings the cart at a merchant up to its prices of this moment, and tells what is in it and what it comes to, with delivery. Show it to the user before a checkout. An approval is for the cart as it was: at another price it has to be asked for anew.',
  input: byMerchant,
  annotations: SETS,
  change: async () => {},
});

function cartTool<S extends Input>(definition: CartTool<S>): Tool {
  return tool<S>({
    ...definition,
    annotations: { ...definition.annotations, openWorldHint: true },
    scope: 'checkout:write',
    async run(surface, shopper, input) {
      const at = await linkedMerchant(surface, shopper, input.merchant);
      await definition.change(surface, shopper, at, input);
      const view = await viewCart(surface, shopper, at);
      return told(cartWords(view), view);
    },
  });
}
