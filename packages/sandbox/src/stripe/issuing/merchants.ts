import { unsupported } from '../errors.ts';
import { type Form, groupOf, textOf } from '../form.ts';
import type { MerchantData } from './objects.ts';

/** The categories that a merchant can be of here, with their codes. */
const CODES: Readonly<Record<string, string>> = {
  caterers: '5811',
  computer_software_stores: '5734',
  drug_stores_and_pharmacies: '5912',
  eating_places_restaurants: '5812',
  electronics_stores: '5732',
  fast_food_restaurants: '5814',
  florists: '5992',
  grocery_stores_supermarkets: '5411',
  miscellaneous_food_stores: '5499',
  taxicabs_limousines: '4121',
};

/** What a merchant is, of whom a form says little. */
const ANYBODY: MerchantData = {
  category: 'computer_software_stores',
  category_code: '5734',
  city: null,
  country: 'US',
  name: 'Test merchant',
  network_id: '1234567890',
  postal_code: null,
  state: null,
  tax_id: null,
  terminal_id: null,
  url: null,
};

/** The merchant that a form describes. */
export function merchantOf(form: Form): MerchantData {
  const group = groupOf(form, 'merchant_data') ?? {};
  const category = textOf(group, 'category') ?? ANYBODY.category;
  const part = <Name extends keyof MerchantData>(name: Name): string | MerchantData[Name] =>
    textOf(group, name) ?? ANYBODY[name];
  return {
    category,
    category_code: codeOf(category),
    city: part('city'),
    country: part('country'),
    name: part('name'),
    network_id: part('network_id'),
    postal_code: part('postal_code'),
    state: part('state'),
    tax_id: null,
    terminal_id: part('terminal_id'),
    url: part('url'),
  };
}

/** The code of a category. Throws for one that is not known here. */
export function codeOf(category: string): string {
  const code = CODES[category];
  if (code === undefined) throw unsupported('merchant_data[category]');
  return code;
}
