import { z } from '@hono/zod-openapi';
import { text } from '../../../../text.ts';
import { READS, told } from '../../../../tools/result.ts';
import { readLimits } from '../../limits.ts';
import { REFERRING_RAIL } from '../../page-choice.ts';
import { searchInput, searchProducts } from '../../products.ts';
import { railsOf } from '../../rails.ts';
import { readSeller } from '../../sellers.ts';
import { ownSeller } from '../../surface.ts';
import { TOOL_STEPS } from '../steps.ts';
import { tool } from '../tool.ts';

export const searchTool = tool({
  name: 'search_products',
  title: 'Search products',
  description:
    'Finds products to buy, best first; without q it browses. Each has the variant_id that add_to_cart takes ("kifly:variantId") and its seller’s handle ("kifly:seller"). When nothing is found, "kifly:emptyReason" says whether there is nothing at all or nothing like it: then search with fewer words. Next: create_cart at the seller of what the user wants.',
  input: searchInput,
  annotations: READS,
  scope: 'checkout:read',
  async run(surface, calling, input) {
    const found = await searchProducts(surface, calling, input);
    const words =
      found.numberOfItems === 0
        ? nothingFound(found['kifly:emptyReason'])
        : 'Make a cart at the seller of what the user wants, with create_cart.';
    return told(words, found);
  },
});

function nothingFound(reason: 'empty_catalog' | 'no_matches_for_query' | undefined): string {
  return reason === 'empty_catalog'
    ? 'Nothing is sold here. Tell the user, or search without seller_handle.'
    : 'Nothing was found. Search with fewer or other words, or without q to see all that there is.';
}

export const sellerTool = tool({
  name: 'get_seller',
  title: 'Read a seller',
  description:
    'Tells of a seller: name, currency, where it delivers and for what fee, and whether its goods can be bought here, and on which rails, with how to pay on each. With kifly_purchasable false a checkout hands the buyer over to the seller’s own site instead. Next: create_cart with its handle.',
  input: z.strictObject({ handle: text(100).describe('The seller’s handle.') }),
  annotations: READS,
  scope: 'checkout:read',
  async run(surface, calling, { handle }) {
    const seller = await readSeller(surface, calling, handle);
    const sold = seller.kifly_purchasable
      ? 'Its goods can be bought here.'
      : 'Its goods are sold on its own site alone: a checkout hands the buyer over to it.';
    const rails = await railsOf(surface, await ownSeller(surface, calling.caller, handle), TOOL_STEPS);
    const active = rails.filter((rail) => rail.active);
    const payable =
      active.length === 0 ? 'No rail is active.' : `Rails: ${active.map(railWords).join(', ')}.`;
    return told(`${seller.name}. ${sold} ${payable}`, { ...seller, rails: active });
  },
});

type Rail = Awaited<ReturnType<typeof railsOf>>[number];

function railWords({ payment_rail: id, payer, preferred }: Rail): string {
  const what = id === REFERRING_RAIL ? 'a hand-off' : PAYER[payer];
  return `${id} (${what}${preferred ? ', preferred' : ''})`;
}

const PAYER = {
  human: 'a page for the user',
  agent: 'an agent pays',
  platform: 'the platform pays',
} as const;

export const limitsTool = tool({
  name: 'get_platform_limits',
  title: 'Read the platform’s limits',
  description:
    'Tells the most of one item in a cart and the largest total of a cart, in minor units of each currency; a total that is exactly the limit is allowed. The operator may change them at any time. The same as the resource kifly://platform/limits.',
  input: z.strictObject({}),
  annotations: READS,
  scope: 'checkout:read',
  async run(surface) {
    const limits = await readLimits(surface);
    const { max_item_quantity, max_cart_total_usd } = limits;
    return told(
      `At most ${max_item_quantity} of one item, and at most $${max_cart_total_usd} a cart.`,
      limits,
    );
  },
});
