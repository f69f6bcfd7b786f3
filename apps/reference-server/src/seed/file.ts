import { readFileSync } from 'node:fs';
import { isRailError } from '@railyard/core';
import { z } from 'zod';
import { mistake } from '../config/fields.ts';
import { keyInput } from '../keys/input.ts';
import { type LimitsChange, MOST } from '../limits.ts';
import { jsonPath, only, type PlaceOf, readAs } from '../read-as.ts';
import { amountInput, currencyInput, nameInput, sellerInput } from '../sellers/input.ts';
import { tenantInput } from '../tenants/input.ts';
import { line } from '../text.ts';

const LINK = 'Write an https address on a host of the storefront';
const LIST = 'Write a list';
const STOCK = 'Write how many there are to sell in all, or leave it out for any number';

const productInput = only(
  {
    id: nameInput.describe('What agents put into a cart, unique over all sellers.'),
    title: line(200, 'Write what buyers call it').describe('What buyers call it.'),
    description: line(1_000, 'Write what else it is found by, or leave it out')
      .optional()
      .describe('What else it is found by: its options, what it is made of, what it is for.'),
    price: amountInput(0).describe(
      'Minor units of the seller’s currency. A cart keeps the price it was put in at.',
    ),
    link: z
      .url({ protocol: /^https$/, error: LINK })
      .optional()
      .describe('Its page on the seller’s own site.'),
    digital: z
      .boolean({ error: 'Write true or false' })
      .default(false)
      .describe('True where nothing is delivered: then it needs no address.'),
    stock: z
      .int({ error: STOCK })
      .min(0, { error: STOCK })
      .max(1_000_000_000, { error: STOCK })
      .optional()
      .describe('How many there are to sell in all, those among them that are sold. Left out: any number.'),
    on_sale: z
      .boolean({ error: 'Write true or false' })
      .default(true)
      .describe('False takes it from sale: it enters no cart any more.'),
  },
  'Write an object',
);

const accountInput = only(
  {
    rail: nameInput.describe('The id of a rail, such as x402.'),
    pay_to: z
      .string({ error: 'Write an account on the rail' })
      .min(1, { error: 'Write an account on the rail' })
      .max(200)
      .describe(
        'An address on x402, a profile on stripe-mpp, elsewhere the name of an account: "main" is ours.',
      ),
  },
  'Write an object',
);

const seededSeller = sellerInput.extend({
  accounts: z
    .array(accountInput, { error: LIST })
    .optional()
    .describe('Where the seller is paid, and nowhere else. Without it the platform itself is paid.'),
  products: z
    .array(productInput, { error: LIST })
    .max(2_000)
    .default([])
    .describe('Those to show first in front. Products that are not named stay as they are.'),
});

const CAP = `Write a whole number from 1 to ${MOST.itemQuantity}`;

const limitsInput = only(
  {
    max_item_quantity: z
      .int({ error: CAP })
      .min(1, { error: CAP })
      .max(MOST.itemQuantity, { error: CAP })
      .optional()
      .describe('The most of one item.'),
    max_cart_total: z
      .record(currencyInput, amountInput(1), { error: 'Write an object of currencies and minor units' })
      .optional()
      .describe('The largest cart, in minor units by currency.'),
  },
  'Write an object',
);

/** What a platform is to begin with. All that a file does not name stays as it is. */
export const seedFile = only(
  {
    $schema: z.string().optional(),
    sellers: z.array(seededSeller, { error: LIST }).max(1_000).default([]),
    tenants: z.array(tenantInput, { error: LIST }).max(1_000).default([]),
    keys: z.array(keyInput, { error: LIST }).max(1_000).default([]),
    limits: limitsInput.default({}),
  },
  'Write an object with sellers, tenants, keys or limits',
).check(({ value, issues }) => {
  const { sellers, tenants, keys } = value;
  const named = [
    sellers.map(({ handle }, at) => [handle, ['sellers', at, 'handle']] as const),
    tenants.map(({ id }, at) => [id, ['tenants', at, 'id']] as const),
    // Each is a file, and not every disk tells case.
    keys.map(({ name }, at) => [name.toLowerCase(), ['keys', at, 'name']] as const),
    sellers.flatMap(({ products }, at) =>
      products.map(({ id }, place) => [id, ['sellers', at, 'products', place, 'id']] as const),
    ),
  ];
  for (const [name, path] of named.flatMap(repeated))
    issues.push({ code: 'custom', input: name, path: [...path], message: `"${name}" is there twice` });
});

export type Seed = z.output<typeof seedFile>;

type Named = readonly [name: string, path: readonly (string | number)[]];

function repeated(named: readonly Named[]): readonly Named[] {
  const seen = new Set<string>();
  return named.filter(([name]) => seen.size === seen.add(name).size);
}

/** The seed in a file. Throws a sentence that names the file, the place in it and what to write there. */
export function readSeed(file: string): Seed {
  return readAs(seedFile, readJson(file), placesIn(file));
}

/** Where something is in a seed file. */
export function placesIn(file: string): PlaceOf {
  return (path) => [`In "${file}"`, ...(path.length > 0 ? [jsonPath(path)] : [])].join(', ');
}

/** The caps that a seed sets. */
export function limitsIn({
  limits: { max_item_quantity: most, max_cart_total: totals },
}: Seed): LimitsChange {
  return { ...(most !== undefined && { maxItemQuantity: most }), ...(totals && { maxCartTotal: totals }) };
}

/** The JSON Schema of a seed file, for editors and other checks. */
export function seedSchema(): object {
  return z.toJSONSchema(seedFile, { io: 'input' });
}

/** What this work throws, with the place in front. */
export async function placed<T>(place: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isRailError(error)) throw mistake(`${place}: ${error.message}`);
    throw error;
  }
}

function readJson(file: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw mistake(`There is no seed file "${file}" that can be read.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw mistake(`The seed file "${file}" is no JSON: ${said.replace(/\.?$/, '.')}`);
  }
}
