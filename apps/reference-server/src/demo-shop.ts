import type { Variant } from './catalogue.ts';
import type { Seller } from './sellers.ts';

/** The tenant that the demo's sellers and its API key belong to. */
export const DEMO_TENANT = 'demo';

/** A seller before it is known where it is paid. */
export type DemoSeller = Omit<Seller, 'accounts'>;

/** With its delivery fee the camp stove makes a cart of $49.99. */
export const PRAIRIE: DemoSeller = {
  handle: 'prairie-supply',
  name: 'Prairie Supply',
  tenant: DEMO_TENANT,
  currency: 'usd',
  coverage: { countries: ['US'], states: null },
  deliveryFee: 500,
  purchasable: true,
  storefront: null,
};

const HARBOR: DemoSeller = {
  handle: 'harbor-coffee',
  name: 'Harbor Coffee',
  tenant: DEMO_TENANT,
  currency: 'usd',
  coverage: { countries: ['US'], states: ['CA', 'OR', 'WA'] },
  deliveryFee: 650,
  purchasable: true,
  storefront: null,
};

/** Sells on its own site alone. */
export const CEDAR: DemoSeller = {
  handle: 'cedar-books',
  name: 'Cedar Books',
  tenant: DEMO_TENANT,
  currency: 'usd',
  coverage: { countries: ['US'], states: null },
  deliveryFee: 0,
  purchasable: false,
  storefront: { url: 'https://cedar-books.example/', hosts: ['cedar-books.example'] },
};

export const DEMO_SELLERS: readonly DemoSeller[] = [PRAIRIE, HARBOR, CEDAR];

export const DEMO_VARIANTS: readonly Variant[] = [
  {
    id: 'var_camp_stove',
    seller: PRAIRIE.handle,
    title: 'Camp stove',
    description: 'One burner, for gas cartridges',
    unitAmount: 4499,
  },
  { id: 'var_enamel_mug', seller: PRAIRIE.handle, title: 'Enamel mug', unitAmount: 1400 },
  { id: 'var_wool_blanket', seller: PRAIRIE.handle, title: 'Wool blanket', unitAmount: 8900 },
  {
    id: 'var_dark_roast',
    seller: HARBOR.handle,
    title: 'Dark roast, 500 g',
    description: 'Coffee, whole beans',
    unitAmount: 1650,
  },
  { id: 'var_pour_over_set', seller: HARBOR.handle, title: 'Pour-over set', unitAmount: 3850 },
  {
    id: 'var_field_guide',
    seller: CEDAR.handle,
    title: 'A field guide to prairie birds',
    unitAmount: 2400,
    link: 'https://cedar-books.example/books/prairie-birds',
  },
  { id: 'var_gift_card', seller: CEDAR.handle, title: 'Gift card', unitAmount: 2500 },
];
