import type { z } from 'zod';
import type { seedFile } from './seed/file.ts';

/** The tenant of the API key that is made at first boot, and of whatever names no other. */
export const DEMO_TENANT = 'demo';

/** With its delivery fee the camp stove makes a cart of $49.99. */
export const PRAIRIE = 'prairie-supply';
/** Sells on its own site alone. */
export const CEDAR = 'cedar-books';

/** Sells to the users of a tenant of its own, over the tools of ComOS. */
export const ORCHARD = 'orchard-market';
export const ORCHARD_TENANT = 'orchard';

/** What there is to buy with play money. */
export const DEMO_SEED: z.input<typeof seedFile> = {
  sellers: [
    {
      handle: PRAIRIE,
      name: 'Prairie Supply',
      currency: 'usd',
      delivery_fee: 500,
      coverage: { countries: ['US'] },
      products: [
        {
          id: 'var_camp_stove',
          title: 'Camp stove',
          description: 'One burner, for gas cartridges',
          price: 4499,
        },
        { id: 'var_enamel_mug', title: 'Enamel mug', price: 1400 },
        { id: 'var_wool_blanket', title: 'Wool blanket', price: 8900 },
      ],
    },
    {
      handle: 'harbor-coffee',
      name: 'Harbor Coffee',
      currency: 'usd',
      delivery_fee: 650,
      coverage: { countries: ['US'], states: ['CA', 'OR', 'WA'] },
      products: [
        {
          id: 'var_dark_roast',
          title: 'Dark roast, 500 g',
          description: 'Coffee, whole beans',
          price: 1650,
        },
        { id: 'var_pour_over_set', title: 'Pour-over set', price: 3850 },
      ],
    },
    {
      handle: CEDAR,
      name: 'Cedar Books',
      currency: 'usd',
      coverage: { countries: ['US'] },
      purchasable: false,
      storefront: { url: 'https://cedar-books.example/' },
      products: [
        {
          id: 'var_field_guide',
          title: 'A field guide to prairie birds',
          price: 2400,
          link: 'https://cedar-books.example/books/prairie-birds',
        },
        { id: 'var_gift_card', title: 'Gift card', price: 2500 },
      ],
    },
    {
      handle: ORCHARD,
      name: 'Orchard Market',
      tenant: ORCHARD_TENANT,
      currency: 'usd',
      delivery_fee: 500,
      delivery_options: [
        { carrier: 'ups', service: 'ground', title: 'UPS Ground', price: 700, days: [3, 5] },
        { carrier: 'ups', service: 'next_day', title: 'UPS Next Day', price: 2400, days: [1, 1] },
      ],
      coverage: { countries: ['US'] },
      products: [
        {
          id: '66f0a1b2c3d4e5f607182930',
          title: 'Apple press',
          description: 'Cast iron and beech',
          price: 12_900,
          stock: 1_000,
        },
        { id: '66f0a1b2c3d4e5f607182931', title: 'Picking basket', price: 3_400, stock: 5_000 },
        { id: '66f0a1b2c3d4e5f607182932', title: 'Pruning course, as a film', price: 1_900, digital: true },
      ],
    },
  ],
};
