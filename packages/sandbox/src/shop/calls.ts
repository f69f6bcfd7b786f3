import { createRouting, type RoutePath } from '../provider/paths.ts';
import type { ShopCall } from './kinds.ts';

/** A call by its method, and its path after the API's address. */
export interface Route extends RoutePath {
  readonly call: ShopCall;
  readonly method: 'GET' | 'POST' | 'PUT';
}

const ROUTES: readonly Route[] = [
  { call: 'products.list', method: 'GET', path: /^\/products$/ },
  { call: 'products.retrieve', method: 'GET', path: /^\/products\/([^/]+)$/ },
  { call: 'delivery_times.list', method: 'GET', path: /^\/delivery_times$/ },
  { call: 'links.create', method: 'POST', path: /^\/links$/ },
  { call: 'links.confirm', method: 'POST', path: /^\/links\/([^/]+)\/confirm$/ },
  { call: 'account.retrieve', method: 'GET', path: /^\/account$/ },
  { call: 'carts.create', method: 'POST', path: /^\/carts$/ },
  { call: 'carts.retrieve', method: 'GET', path: /^\/carts\/([^/]+)$/ },
  { call: 'carts.update', method: 'PUT', path: /^\/carts\/([^/]+)$/ },
  { call: 'orders.create', method: 'POST', path: /^\/orders$/ },
  { call: 'orders.list', method: 'GET', path: /^\/orders$/ },
  { call: 'orders.retrieve', method: 'GET', path: /^\/orders\/([^/]+)$/ },
  { call: 'orders.cancel', method: 'POST', path: /^\/orders\/([^/]+)\/cancel$/ },
  { call: 'orders.find', method: 'GET', path: /^\/order_keys\/([^/]+)$/ },
];
const ROOT = /^\/shop\/v1/;

/** The names of all calls. */
export const CALLS: object = Object.fromEntries(ROUTES.map(({ call }) => [call, 1]));

export const routeOf = createRouting(ROOT, ROUTES);
