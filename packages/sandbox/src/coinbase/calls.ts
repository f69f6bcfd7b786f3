import { createRouting, type RoutePath } from '../provider/paths.ts';
import type { CoinbaseCall } from './kinds.ts';

/** A call by its method, and its path after the API's address. */
export interface Route extends RoutePath {
  readonly call: CoinbaseCall;
  readonly method: 'GET' | 'POST';
}

const ROUTES: readonly Route[] = [
  { call: 'checkouts.create', method: 'POST', path: /^\/checkouts$/ },
  { call: 'checkouts.list', method: 'GET', path: /^\/checkouts$/ },
  { call: 'checkouts.retrieve', method: 'GET', path: /^\/checkouts\/([^/]+)$/ },
  { call: 'checkouts.deactivate', method: 'POST', path: /^\/checkouts\/([^/]+)\/deactivate$/ },
  { call: 'checkouts.refund', method: 'POST', path: /^\/checkouts\/([^/]+)\/refund$/ },
];
/** The API's path, here and at Coinbase. */
const ROOT = /^(?:\/coinbase|\/sandbox)?\/api\/v1/;

/** The names of all calls. */
export const CALLS: object = Object.fromEntries(ROUTES.map(({ call }) => [call, 1]));

export const routeOf = createRouting(ROOT, ROUTES);
