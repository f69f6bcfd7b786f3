import type { PaymentView } from '@railyard/core/chooser';
import type { Context } from 'hono';
import type { Environment } from '../http/environment.ts';
import { respondText } from '../http/respond.ts';
import { HEADERS } from './document.ts';
import type { Html } from './html.ts';
import { stateOf } from './page.ts';

/** A page of ours. */
export function respondPage(c: Context<Environment>, page: Html, status: number): Response {
  const headers = { ...HEADERS, 'content-type': 'text/html; charset=utf-8' };
  return respondText(c, String(page), { status, headers });
}

/** The state that a page compares with its own. */
export function respondState(c: Context<Environment>, view: PaymentView | null): Response {
  const headers = { ...HEADERS, 'content-type': 'application/json' };
  return respondText(c, view ? stateOf(view) : '{}', { status: view ? 200 : 404, headers });
}

/** Leads to another page, by an address relative to this one: the server may stand behind a path. */
export function redirect(c: Context<Environment>, location: string): Response {
  return respondText(c, '', { status: 303, headers: { ...HEADERS, location } });
}
