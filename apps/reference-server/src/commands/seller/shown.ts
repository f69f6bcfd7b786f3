import type { Seller } from '../../sellers.ts';
import { shownMoney, table } from '../text.ts';

export const HEAD = ['HANDLE', 'NAME', 'CURRENCY', 'BOUGHT'];

/** A line of a list. */
export function row({ handle, name, currency, purchasable, onSale }: Seller): readonly string[] {
  return [handle, name, currency, onSale ? (purchasable ? 'here' : 'on its own site') : 'not on sale'];
}

/** All of a seller, for people. */
export function shown(seller: Seller): string {
  const { handle, tenant, name, currency, deliveryFee, coverage, purchasable, storefront, onSale } = seller;
  const { countries, states, cities } = coverage;
  const accounts = seller.accounts.map(
    ({ rail, payTo, active }) => `${rail} ${payTo}${active ? '' : ' (not active)'}`,
  );
  return table([
    ['Handle', handle],
    ['Name', name],
    ['Tenant', tenant],
    ['On sale', onSale ? 'yes' : 'no'],
    ['Bought', purchasable ? 'here' : 'on its own site'],
    ['Storefront', storefront ? `${storefront.url} (${storefront.hosts.join(', ')})` : 'none'],
    ['Delivery fee', shownMoney({ amount: deliveryFee, currency })],
    ['Countries', countries.join(', ')],
    ['States', states?.join(', ') ?? 'all'],
    ['Cities', cities?.join(', ') ?? 'all'],
    ['Paid at', accounts.join(', ') || 'nowhere: no rail is active'],
  ]);
}

/** All of a seller, for programs: as a seed file has it. */
export function shape(seller: Seller): object {
  const { handle, tenant, name, currency, coverage, purchasable, storefront, onSale, accounts } = seller;
  return {
    handle,
    tenant,
    name,
    currency,
    delivery_fee: seller.deliveryFee,
    coverage,
    purchasable,
    storefront,
    on_sale: onSale,
    accounts: accounts.map(({ rail, payTo, active }) => ({ rail, pay_to: payTo, active })),
  };
}
