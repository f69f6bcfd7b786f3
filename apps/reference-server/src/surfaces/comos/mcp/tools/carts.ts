import { IDEMPOTENCY_KEY } from '../../../../tools/meta.ts';
import { ADDS, READS, SETS, told } from '../../../../tools/result.ts';
import { addItem, addItemInput, cartInput, readCart, removeItem, removeItemInput } from '../../cart/carts.ts';
import type { CartView } from '../../cart/shape.ts';
import { searchCatalog, searchInput } from '../../catalog.ts';
import { tool } from '../tool.ts';
import { cartWords } from '../words.ts';

const CLOSED = 'A payment page that is open for the cart is closed by the change.';

export const catalogSearchTool = tool({
  name: 'catalog_search',
  title: 'Find products',
  description:
    'Finds what is sold at a tenant, with prices in minor units of currency. The productId, 24 hex digits, is what cart_add_item takes.',
  input: searchInput,
  annotations: READS,
  async run(surface, calling, input) {
    const found = await searchCatalog(surface, calling, input);
    const many = found.products.length;
    return told(
      many === 0 ? 'Nothing was found. Try other words, or none.' : `${many} found. Next: cart_add_item.`,
      found,
    );
  },
});

export const cartAddItemTool = tool({
  name: 'cart_add_item',
  title: 'Put a product into a cart',
  description: `Puts a product into the cart of this cartId, which begins to exist with it. Send the same cartId with every call: without it nothing is kept together. ${CLOSED} Send the same _meta["${IDEMPOTENCY_KEY}"] on every retry, and it is put in once.`,
  input: addItemInput,
  annotations: ADDS,
  run: async (surface, calling, input) => shown(await addItem(surface, calling, input)),
});

export const cartRemoveItemTool = tool({
  name: 'cart_remove_item',
  title: 'Take a product out of a cart',
  description: `Takes all of a product out of the cart of this cartId. ${CLOSED}`,
  input: removeItemInput,
  annotations: { ...SETS, destructiveHint: true },
  run: async (surface, calling, input) => shown(await removeItem(surface, calling, input)),
});

export const cartGetTool = tool({
  name: 'cart_get',
  title: 'Read a cart',
  description:
    'Tells what is in the cart of this cartId and what it comes to. requiresShipping tells whether checkout_start needs an address. After a checkout is completed the cart is empty.',
  input: cartInput,
  annotations: READS,
  run: async (surface, calling, { cartId }) => shown(await readCart(surface, calling, cartId)),
});

function shown(cart: CartView) {
  return told(cartWords(cart), cart);
}
