import { type Check, flawOf, keyOf, optional, readFields, type Shape, whole } from '../faults/shape.ts';
import type { PresentedCard } from '../stripe/issuing/acquirer.ts';
import { invalid, ShopError } from './errors.ts';
import type { ShopAddress } from './objects.ts';

const MOST_LINES = 50;
const LONGEST_TEXT = 200;
const KEY = /^[A-Za-z0-9_-]{1,64}$/;

const words: Check = {
  says: `a text of 1 to ${LONGEST_TEXT} characters`,
  fits: (value) => typeof value === 'string' && value.length > 0 && value.length <= LONGEST_TEXT,
};
const object: Check = {
  says: 'an object',
  fits: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
};
const list: Check = {
  says: `a list of 1 to ${MOST_LINES}`,
  fits: (value) => Array.isArray(value) && value.length > 0 && value.length <= MOST_LINES,
};
const pattern = (says: string, wanted: RegExp): Check => ({
  says,
  fits: (value) => typeof value === 'string' && wanted.test(value),
});
const key = pattern('1 to 64 letters, digits, - or _', KEY);

/** What a cart is made of. */
export interface CartBody {
  readonly items: readonly { readonly product_id: string; readonly quantity: number }[];
  readonly delivery_time: string;
  readonly address: ShopAddress;
  readonly tip: number;
}

const CART: Shape = {
  items: list,
  delivery_time: words,
  address: object,
  tip: optional(whole(0, 100_000)),
};
const ITEM: Shape = { product_id: words, quantity: whole(1, 100) };
const ADDRESS: Shape = {
  name: words,
  line1: words,
  line2: optional(words),
  city: words,
  state: pattern('two capital letters', /^[A-Z]{2}$/),
  postal_code: words,
  country: pattern('two capital letters', /^[A-Z]{2}$/),
};

export function parseCart(body: unknown): CartBody {
  check(body, CART);
  const { items, tip = 0, ...rest } = body as Omit<CartBody, 'tip'> & { readonly tip?: number };
  for (const item of items) check(item, ITEM, 'items.');
  if (new Set(items.map(({ product_id }) => product_id)).size < items.length)
    throw invalid('A product is in the list twice.');
  check(rest.address, ADDRESS, 'address.');
  return { items, tip, ...rest };
}

/** What an order is placed with. */
export interface OrderBody {
  readonly client_key: string;
  readonly cart_id: string;
  /** In cents: an order for any other total is not taken. */
  readonly expected_total: number;
  readonly card: PresentedCard;
}

const ORDER: Shape = { client_key: key, cart_id: words, expected_total: whole(1, 99_999_999), card: object };
const CARD: Shape = {
  number: pattern('the digits of a card number', /^\d{12,19}$/),
  exp_month: whole(1, 12),
  exp_year: whole(2000, 2100),
  cvc: pattern('three or four digits', /^\d{3,4}$/),
};

/** Throws for what is no order. It says which field is wrong and never what is in it. */
export function parseOrder(body: unknown): OrderBody {
  check(body, ORDER);
  const order = body as OrderBody;
  const flaw = flawOf(order.card, CARD);
  if (flaw !== null) throw new ShopError(422, 'invalid_card', flaw);
  return order;
}

/** The key in the body of an order, for the record of calls; null when there is none. */
export function keyOfOrder(body: unknown): string | null {
  const { client_key } = readFields(body);
  return key.fits(client_key) ? (client_key as string) : null;
}

/** A key as it stands in a path. */
export function parseKey(text: string): string {
  if (!key.fits(text)) throw invalid(`The key must be ${key.says}.`);
  return text;
}

export function parseEmail(body: unknown): string {
  check(body, { email: pattern('an e-mail address', /^[^\s@]+@[^\s@]+\.[^\s@]+$/) });
  return String(readFields(body).email).toLowerCase();
}

export function parseCode(body: unknown): string {
  check(body, { code: pattern('six digits', /^\d{6}$/) });
  return String(readFields(body).code);
}

/** Throws unless there is no body, or an empty object. */
export function checkEmpty(body: unknown): void {
  if (body !== null) check(body, {});
}

/** How many a page holds, and from which place on. */
export function parsePage(query: URLSearchParams, names: readonly string[]): { limit: number; from: number } {
  checkQuery(query, [...names, 'limit', 'cursor']);
  const [limit, from] = [Number(query.get('limit') ?? 20), Number(query.get('cursor') ?? 0)];
  if (!whole(1, 100).fits(limit)) throw invalid('"limit" must be a whole number from 1 to 100.');
  if (!whole(0, 1_000_000).fits(from)) throw invalid('"cursor" is of no page of this list.');
  return { limit, from };
}

/** Throws for a query with other names than these, or with one of them twice. */
export function checkQuery(query: URLSearchParams, names: readonly string[]): void {
  for (const name of query.keys()) {
    if (!keyOf(Object.fromEntries(names.map((one) => [one, 1]))).fits(name))
      throw invalid('A parameter of the query does not belong here.');
    if (query.getAll(name).length > 1) throw invalid(`"${name}" was given twice.`);
  }
}

function check(value: unknown, shape: Shape, where = ''): void {
  const flaw = object.fits(value) ? flawOf(value, shape) : 'The body must be an object.';
  if (flaw !== null) throw invalid(flaw.replace('"', `"${where}`));
}
