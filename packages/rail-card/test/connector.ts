import type { Found, MerchantCall, MerchantConnector, Placed, Refused } from '../src/index.ts';
import { HOST } from './merchant.ts';

const ORDERS = `https://${HOST}/orders`;

/** What the merchant says of an order. */
interface Said {
  readonly reference?: string;
  readonly total?: Placed['total'];
  readonly state?: Placed['state'];
  readonly refused?: Refused['reason'];
  readonly never?: true;
  readonly kept?: true;
  readonly unclear?: true;
}

/** A connector as an integrator writes one. */
export const connector: MerchantConnector = {
  card: { categories: ['grocery_stores_supermarkets'], countries: ['US'] },
  async place(order, key, call) {
    const headers = { 'idempotency-key': key, 'content-type': 'application/json' };
    const said = await ask(call, ORDERS, { method: 'POST', headers, body: JSON.stringify(order) });
    return orderIn(said);
  },
  async find(key, call): Promise<Found> {
    const said = await ask(call, `${ORDERS}/${encodeURIComponent(key)}`);
    if (said.never) return { answer: 'never' };
    return said.unclear ? { answer: 'unknown' } : orderIn(said);
  },
  async cancel(reference, call) {
    const said = await ask(call, `${ORDERS}/${encodeURIComponent(reference)}/cancel`, { method: 'POST' });
    return { answer: said.kept ? 'refused' : 'cancelled' };
  },
};

async function ask(
  { fetch: send, signal }: MerchantCall,
  url: string,
  init: RequestInit = {},
): Promise<Said> {
  const response = await send(url, { ...init, signal });
  // Careless: it repeats what was sent, the card included.
  if (!response.ok) throw new Error(`${response.status} was answered to ${JSON.stringify(init)}.`);
  return (await response.json()) as Said;
}

function orderIn({ reference, total, state, refused }: Said): Placed | Refused {
  if (refused) return { answer: 'refused', reason: refused };
  if (reference === undefined || !total || !state) throw new Error('The merchant showed no order.');
  return { answer: 'placed', reference, total, state };
}
