import { draw, lettersOf } from '../provider/letters.ts';
import { Table } from '../provider/table.ts';
import { openingProducts } from './catalogue.ts';
import type { ShopFacts } from './facts.ts';
import type { State } from './state.ts';

/** A shop in which nothing was bought yet. */
export function emptyState(seed: string): State {
  const { customer } = factsOf(seed);
  const state: State = {
    seed,
    drawn: 0,
    products: new Table(),
    customers: new Table(),
    links: new Table(),
    carts: new Table(),
    orders: new Table(),
    mails: new Table(),
  };
  state.customers.set(customer.id, customer);
  for (const held of openingProducts()) state.products.set(held.object.id, held);
  return state;
}

/** The next id of its kind, such as `ord_…`. The same seed gives the same ids. */
export function drawId(state: State, prefix: string): string {
  return `${prefix}_${lettersOf(draw(state), 24)}`;
}

/** What follows from a seed. */
export function factsOf(seed: string): Omit<ShopFacts, 'url'> {
  return {
    name: 'Corner Market',
    currency: 'usd',
    apiKey: `shop_test_${lettersOf(`${seed} shop key`, 32)}`,
    customer: {
      id: `cus_${lettersOf(`${seed} customer`, 24)}`,
      email: 'ada@example.com',
      token: `cust_${lettersOf(`${seed} customer token`, 32)}`,
    },
  };
}
