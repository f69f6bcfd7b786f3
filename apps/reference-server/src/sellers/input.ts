import { handoff } from '@railyard/rail-handoff';
import { z } from 'zod';
import { isCurrency, mistake } from '../config/fields.ts';
import { DEMO_TENANT } from '../demo-shop.ts';
import { only } from '../read-as.ts';
import { checkHandle, type Seller } from '../sellers.ts';
import { line } from '../text.ts';

const NAME = 'Write letters, digits, "-", "_" and ".", at most 100, such as fern-pottery';
/** Above what any currency asks for, and far from where numbers lose digits. */
const MOST = 1_000_000_000_000;

/** The name of a tenant or a seller. Other records are found by it, so that it holds no colon. */
export const nameInput = z.string({ error: NAME }).regex(/^[A-Za-z0-9][\w.-]{0,99}$/, { error: NAME });

/** Minor units of the currency of a seller. */
export function amountInput(least: number) {
  const error = `Write a whole number of minor units from ${least} to ${MOST}, such as 500`;
  return z.int({ error }).min(least, { error }).max(MOST, { error });
}

export const currencyInput = z
  .string({ error: 'Write a currency, such as usd' })
  .regex(/^[a-z]{3}$/, { error: 'Write a currency as ISO 4217 has it, in lower case, such as usd' })
  .refine(isCurrency, { error: 'ISO 4217 has no such currency' });

const COUNTRY = 'Write countries as ISO 3166-1 alpha-2 has them, such as US';
const country = z
  .string({ error: COUNTRY })
  .regex(/^[A-Za-z]{2}$/, { error: COUNTRY })
  .toUpperCase();
const PLACES = 'List some, or write null for all';

const storefrontInput = only(
  {
    url: z.url({ error: 'Write an https address, such as https://fern.example/' }),
    hosts: z
      .array(z.string({ error: 'Write host names, such as fern.example' }))
      .min(1, { error: 'List the hosts that links may lead to, or leave them out' })
      .optional()
      .describe('The hosts that links to products may lead to: that of the url, unless it says otherwise.'),
  },
  'Write an object with the url of the front page',
);

const OPTIONS = 'List ways to deliver, each a carrier and a service that no other of them has';
const DAYS = 'Write the days that it takes, at least and at most, such as [2, 5]';

const deliveryOptionInput = only(
  {
    carrier: nameInput.describe('Who carries it, such as ups.'),
    service: nameInput.describe('What the carrier calls it, such as ground.'),
    title: line(100, 'Write what buyers call it').describe('What buyers call it.'),
    price: amountInput(0).describe('Minor units of the seller’s currency, in place of delivery_fee.'),
    days: z
      .tuple(
        [z.int({ error: DAYS }).min(0, { error: DAYS }), z.int({ error: DAYS }).max(365, { error: DAYS })],
        {
          error: DAYS,
        },
      )
      .refine(([least, most]) => least <= most, { error: DAYS })
      .describe('How long it takes, at least and at most.'),
  },
  OPTIONS,
);

/** A seller as a seed file has it, and as `railyard seller` makes it. What is optional and left out stays as it is. */
export const sellerInput = only(
  {
    handle: nameInput.describe('The name in the API, unique over all tenants.'),
    tenant: nameInput.default(DEMO_TENANT).describe('Whose seller it is.'),
    name: line(120, 'Write what buyers call the seller').describe('What buyers call the seller.'),
    currency: currencyInput.describe('Of all its prices, for good.'),
    delivery_fee: amountInput(0)
      .optional()
      .describe('Minor units per delivery: 0, unless it says otherwise.'),
    delivery_options: z
      .array(deliveryOptionInput, { error: OPTIONS })
      .max(20, { error: OPTIONS })
      .refine((options) => new Set(options.map(nameOf)).size === options.length, { error: OPTIONS })
      .optional()
      .describe('Ways to deliver that a buyer can choose between, the default first.'),
    coverage: only(
      {
        countries: z.array(country, { error: COUNTRY }).min(1, { error: COUNTRY }),
        states: z
          .array(line(100, PLACES).toUpperCase(), { error: PLACES })
          .min(1, { error: PLACES })
          .nullable()
          .default(null),
        cities: z
          .array(line(100, PLACES), { error: PLACES })
          .min(1, { error: PLACES })
          .nullable()
          .default(null),
      },
      'Write where the seller delivers: an object with countries',
    ).describe('Where the seller delivers. Null for all states, or cities, of those before.'),
    purchasable: z
      .boolean({ error: 'Write true or false' })
      .optional()
      .describe(
        'Whether its goods are bought here: true, unless it says otherwise. If not, buyers are sent on.',
      ),
    storefront: storefrontInput
      .nullable()
      .optional()
      .describe('Its own site. Needed where buyers are sent on.'),
    on_sale: z
      .boolean({ error: 'Write true or false' })
      .optional()
      .describe('False takes it from sale; what has begun goes on.'),
  },
  'Write an object',
);

export type SellerInput = z.output<typeof sellerInput>;

/**
 * The seller that this makes of the one that is known by its handle. Throws a sentence when that is another tenant's, when a
 * merchant has that name, or when the parts do not fit together.
 */
export function sellerFrom(input: SellerInput, known: Seller | null): Seller {
  const { handle, tenant, name, currency, coverage, storefront } = input;
  if (!known) checkHandle(handle);
  if (known && known.tenant !== tenant) throw mistake(`The handle "${handle}" is taken by another tenant.`);
  if (known && known.currency !== currency) {
    throw mistake(
      `"${handle}" sells in ${known.currency}, for good: there may be carts in it. Make another seller for ${currency}.`,
    );
  }
  const deliveryOptions = input.delivery_options ?? known?.deliveryOptions;
  const seller: Seller = {
    handle,
    name,
    tenant,
    currency,
    coverage,
    deliveryFee: input.delivery_fee ?? known?.deliveryFee ?? 0,
    purchasable: input.purchasable ?? known?.purchasable ?? true,
    storefront: storefront === undefined ? (known?.storefront ?? null) : sitesOf(storefront),
    onSale: input.on_sale ?? known?.onSale ?? true,
    accounts: known?.accounts ?? [],
    ...(deliveryOptions && { deliveryOptions }),
  };
  checkStorefront(seller);
  return seller;
}

function nameOf({ carrier, service }: z.output<typeof deliveryOptionInput>): string {
  return `${carrier}:${service}`;
}

function sitesOf(input: z.output<typeof storefrontInput> | null): Seller['storefront'] {
  return input && { url: input.url, hosts: input.hosts ?? [new URL(input.url).hostname] };
}

function checkStorefront({ handle, name, currency, purchasable, storefront }: Seller): void {
  if (storefront) handoff({ seller: { handle, name, currency, storefront } });
  if (purchasable || storefront) return;
  throw mistake(`Buyers of "${handle}" are sent on, and it has no storefront. Give its address.`);
}
