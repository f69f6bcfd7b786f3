import type { CoinbaseCall } from './kinds.ts';

/** A call by its method, and its path after the API's address. */
export interface Route {
  readonly call: CoinbaseCall;
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
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

/** The call that a method and a path ask for, with the id in the path; null when there is none here. */
export function routeOf(
  method: string,
  path: string,
): { readonly route: Route; readonly id: string | null } | null {
  if (!ROOT.test(path)) return null;
  const rest = path.replace(ROOT, '');
  for (const route of ROUTES) {
    const found = route.method === method && route.path.exec(rest);
    if (found) return { route, id: found[1] ?? null };
  }
  return null;
}
