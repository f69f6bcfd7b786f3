import { z } from '@hono/zod-openapi';
import { checkAddress } from '../../../../address/check.ts';
import { addressInput, readAddress } from '../../../../address.ts';
import type { LinkStanding } from '../../../../merchants/accounts.ts';
import { line } from '../../../../text.ts';
import { READS, SETS, told } from '../../../../tools/result.ts';
import { confirmCode, sendCode } from '../../linking.ts';
import { keepAddress } from '../../records.ts';
import { askAt, buyerOf, merchantNamed } from '../../surface.ts';
import { byMerchant, merchant } from '../inputs.ts';
import { tool } from '../tool.ts';

const STANDINGS: Readonly<Record<LinkStanding, string>> = {
  linked: 'linked',
  broken: 'to be linked again',
  none: 'not linked',
};

export const listMerchantsTool = tool({
  name: 'buy_list_merchants',
  title: 'List the merchants',
  description:
    'Lists the merchants where something can be bought, and which of them the user has linked. Next: buy_link_merchant for one that is not, else buy_search_products.',
  input: z.strictObject({}),
  annotations: READS,
  scope: 'checkout:read',
  async run({ merchants }, shopper) {
    const seen = merchants.all.filter(({ slug }) => shopper.seller === null || shopper.seller === slug);
    const listed = await Promise.all(
      seen.map(async ({ slug, name, currency }) => ({
        merchant: slug,
        name,
        currency,
        standing: await merchants.accounts.standing(buyerOf(shopper), slug),
      })),
    );
    const words = listed.map(({ merchant: slug, standing }) => `${slug} (${STANDINGS[standing]})`);
    return told(words.join(', ') || 'There are no merchants.', {
      merchants: listed.map(({ standing, ...rest }) => ({ ...rest, linked: standing === 'linked' })),
    });
  },
});

export const linkMerchantTool = tool({
  name: 'buy_link_merchant',
  title: 'Link a merchant',
  description:
    'Has the merchant mail a code to the user, whose account there shall be bought with. Ask the user for the e-mail of that account, and then for the code. Linking an account again replaces its link. Next: buy_confirm_merchant.',
  input: byMerchant.extend({
    email: z.email().max(254).describe('The e-mail of the account at the merchant.'),
  }),
  annotations: { ...SETS, openWorldHint: true, idempotentHint: false },
  scope: 'checkout:write',
  async run(surface, shopper, input) {
    const at = merchantNamed(surface, shopper, input.merchant);
    await sendCode(surface, shopper, at, input.email);
    const words = `${at.name} mails a code, if there is such an account. Ask the user for it. Next: buy_confirm_merchant.`;
    return told(words, { merchant: at.slug, status: 'code_sent' });
  },
});

export const confirmMerchantTool = tool({
  name: 'buy_confirm_merchant',
  title: 'Confirm a linked merchant',
  description: 'Links the merchant with the code that it has mailed to the user. Next: buy_search_products.',
  input: byMerchant.extend({ code: line(32).describe('The code in the mail.') }),
  annotations: SETS,
  scope: 'checkout:write',
  async run(surface, shopper, input) {
    const at = merchantNamed(surface, shopper, input.merchant);
    await confirmCode(surface, shopper, at, input.code);
    return told(`${at.name} is linked.`, { merchant: at.slug, status: 'linked' });
  },
});

export const setAddressTool = tool({
  name: 'buy_set_default_address',
  title: 'Say where things are sent',
  description:
    'Keeps the address where all purchases of this user are sent. Ask the user for it in plain words. A cart that is waiting for an approval has to be approved anew after another address.',
  input: addressInput,
  annotations: SETS,
  scope: 'checkout:write',
  async run(surface, shopper, input) {
    const address = readAddress(input);
    checkAddress(address);
    await keepAddress(surface, shopper, address);
    return told('The address is kept.', { status: 'kept' });
  },
});

export const searchProductsTool = tool({
  name: 'buy_search_products',
  title: 'Search a merchant',
  description:
    'Finds products at a merchant by words. Prices are minor units: 199 usd is $1.99. Next: buy_add_to_cart.',
  input: z.strictObject({ merchant, query: line(200).describe('Words that the product has.') }),
  annotations: { ...READS, openWorldHint: true },
  scope: 'checkout:read',
  async run(surface, shopper, input) {
    const at = merchantNamed(surface, shopper, input.merchant);
    const found = await askAt(surface, shopper, at, (counter, call) => counter.search(input.query, call));
    const products = found.map(({ id, name, description, price, isAvailable }) => ({
      product_id: id,
      name,
      description,
      price_cents: price.amount,
      currency: price.currency,
      available: isAvailable,
    }));
    return told(`${products.length} products at ${at.name}.`, { merchant: at.slug, products });
  },
});
