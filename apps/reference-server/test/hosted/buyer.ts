import { randomUUID } from 'node:crypto';
import { type Answer, openTill, type Till } from '../till.ts';
import type { Yard } from '../yard.ts';
import type { HostedRail } from './page.ts';

/** A provider's page that is open for a cart. */
export interface BuyerPage extends Till {
  readonly rail: HostedRail;
  readonly cart: string;
  /** The provider's id of it. */
  readonly id: string;
  /** What the agent has asked for, under which key, and the session that it was told: the page's own, or a chooser's. */
  readonly asked: HostedRail;
  readonly key: string;
  readonly session: string;
}

/** The three ways to a page. */
export const PAGES = [
  { page: 'a page of Stripe', open: openLinked },
  { page: 'a page of Stripe that was chosen', open: (yard: Yard) => openChosen(yard, 'card-via-stripe') },
  { page: 'a page of Coinbase that was chosen', open: (yard: Yard) => openChosen(yard, 'usdc-on-base') },
] as const;

async function openLinked(yard: Yard): Promise<BuyerPage> {
  const linked = await ask(yard, 'stripe-checkout');
  return { ...linked, rail: 'stripe-checkout', id: linked.session };
}

async function openChosen(yard: Yard, method: string): Promise<BuyerPage> {
  const linked = await ask(yard, 'coinbase');
  const { page } = await yard.choose(linked.session, method);
  if (!page) throw new Error('The choice opened no page.');
  return { ...linked, rail: page.rail as HostedRail, id: page.reference };
}

async function ask(yard: Yard, asked: HostedRail): Promise<Omit<BuyerPage, 'rail' | 'id'>> {
  const till = await openTill(yard);
  const key = randomUUID();
  const { body } = await link(till, asked, key);
  return { ...till, cart: cartOf(till), asked, key, session: String(body.session_id) };
}

export function cartOf({ url }: Till): string {
  return /cart\/([^/]+)\//.exec(url)?.[1] ?? '';
}

/** Asks for the page of a rail, as any agent does; `coinbase` is the chooser. */
export function link(till: Till, payment_rail: HostedRail, key: string = randomUUID()): Promise<Answer> {
  return call(till, 'POST', '/api/agent/payment-link', { cart_id: cartOf(till), payment_rail }, key);
}

/** Calls the server with the API key of a till. */
export async function call(
  { url, apiKey }: Till,
  method: string,
  path: string,
  body: object | null = null,
  key: string = randomUUID(),
): Promise<Answer> {
  const response = await fetch(new URL(path, url), {
    method,
    headers: {
      authorization: `Bearer ${apiKey}`,
      'idempotency-key': key,
      'content-type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const replayed = response.headers.get('idempotent-replayed');
  return { status: response.status, text, body: JSON.parse(text) as Answer['body'], replayed };
}

/** The order as an agent reads it by a session. */
export function orderOf(page: BuyerPage, session = page.session): Promise<Answer> {
  return call(page, 'GET', `/api/agent/orders/${session}`);
}

/** Pays the page as its buyer. Rejects when it takes no payment. */
export async function payPage({ hostile }: Yard, { rail, id }: BuyerPage): Promise<void> {
  await (rail === 'coinbase' ? hostile.coinbase.visit(id, 'pay') : hostile.visit(id, 'pay'));
}

/** Pays the page so that the money is on its way, and says how it can end. */
export async function beginToPay(
  { hostile }: Yard,
  { rail, id }: BuyerPage,
): Promise<(outcome: 'succeeded' | 'failed') => Promise<unknown>> {
  if (rail === 'coinbase') {
    await hostile.coinbase.visit(id, 'dawdle');
    return (outcome) => hostile.coinbase.visit(id, outcome === 'succeeded' ? 'confirm' : 'fail');
  }
  const { session } = await hostile.visit(id, 'debit');
  return (outcome) => hostile.bank.finish(session.payment_intent ?? '', outcome);
}

/** How often the provider has closed the page, by its own records. */
export async function timesClosed({ hostile }: Yard, { rail, id }: BuyerPage): Promise<number> {
  const calls = rail === 'coinbase' ? await hostile.coinbase.calls() : await hostile.stripeCalls();
  return calls.filter(
    ({ call: name, ...one }) => name === CALLS[rail].close && one.id === id && one.status === 200,
  ).length;
}

/** The call that closes the page. */
export function closing({ rail, id }: Pick<BuyerPage, 'rail' | 'id'>): string {
  return rail === 'coinbase'
    ? `POST /coinbase/api/v1/checkouts/${id}/deactivate`
    : `POST /v1/checkout/sessions/${id}/expire`;
}

const CALLS = {
  'stripe-checkout': { close: 'checkout_sessions.expire', read: 'checkout_sessions.retrieve' },
  coinbase: { close: 'checkouts.deactivate', read: 'checkouts.retrieve' },
} as const;

/** What the provider of a page fails at, until the next reset: closing it, also telling of it, or only saying that it is closed. */
export type Failing = 'to close' | 'to answer' | 'to say so';

export async function fail({ hostile }: Yard, { rail }: BuyerPage, how: Failing): Promise<void> {
  const down = { fault: 'bad_gateway', times: 99 } as const;
  const fault = how === 'to say so' ? ({ fault: 'cut', when: 'after' } as const) : down;
  if (rail === 'coinbase') {
    const { close, read } = CALLS[rail];
    await hostile.coinbase.fault(close, fault);
    if (how === 'to answer') await hostile.coinbase.fault(read, down);
  } else {
    const { close, read } = CALLS[rail];
    await hostile.stripe(close, fault);
    if (how === 'to answer') await hostile.stripe(read, down);
  }
}
