import { createPrivateKey, randomBytes } from 'node:crypto';
import type { Checkout, CoinbaseFacts, Sandbox } from '@railyard/sandbox';
import { SignJWT } from 'jose';
import type { Payment } from './payment.ts';

/** All that Coinbase knows of these carts. */
export interface CoinbaseLedger {
  readonly payments: readonly Payment[];
  /** Ids of checkouts whose payment has still to arrive, and of refunds that have. */
  readonly waiting: readonly string[];
  readonly refunding: readonly string[];
}

/** Reads what has happened since, in seconds. */
export async function readCoinbase(
  { coinbase }: Sandbox,
  carts: ReadonlySet<string>,
  since: number,
): Promise<CoinbaseLedger> {
  const checkouts = await listCheckouts(coinbase, new Date(since * 1_000).toISOString());
  // What names no cart would be nobody's otherwise.
  const own = checkouts.filter(
    ({ metadata: { railyard_cart: cart } = {} }) => cart === undefined || carts.has(cart),
  );
  const refunds = own.flatMap(({ refunds: all = [] }) => all);
  return {
    waiting: own.filter(({ status }) => status === 'PROCESSING').map(({ id }) => id),
    refunding: refunds.filter(({ status }) => status === 'PENDING').map(({ id }) => id),
    payments: own.filter(({ settlement }) => settlement).map(paymentOf),
  };
}

/** The id of the checkout whose page is at this address. */
export async function checkoutAt({ coinbase }: Sandbox, address: string): Promise<string> {
  const checkouts = await listCheckouts(coinbase, new Date(0).toISOString());
  const found = checkouts.find(({ url }) => url === address);
  if (!found) throw new Error(`No checkout has its page at ${address}.`);
  return found.id;
}

function paymentOf({ id, metadata, settlement, refunds = [] }: Checkout): Payment {
  const back = refunds.filter(({ status }) => status !== 'FAILED');
  return {
    rail: 'coinbase',
    reference: id,
    credential: null,
    cart: metadata?.railyard_cart ?? null,
    order: metadata?.railyard_order ?? null,
    taken: centsIn(settlement?.totalAmount),
    back: back.reduce((sum, { amount }) => sum + centsIn(amount), 0),
  };
}

function centsIn(amount = '0'): number {
  return Math.round(Number(amount) * 100);
}

async function listCheckouts(facts: CoinbaseFacts, startTime: string): Promise<readonly Checkout[]> {
  const found: Checkout[] = [];
  for (let pageToken: string | undefined = ''; pageToken !== undefined; ) {
    const query = new URLSearchParams({ startTime, pageSize: '100', ...(pageToken && { pageToken }) });
    const url = new URL(`${facts.url}/checkouts?${query.toString()}`);
    const authorization = `Bearer ${await tokenFor(facts, `GET ${url.host}${url.pathname}`)}`;
    const response = await fetch(url, { headers: { authorization } });
    if (!response.ok) throw new Error(`Coinbase does not tell what it knows: ${await response.text()}`);
    const page = (await response.json()) as {
      readonly checkouts: readonly Checkout[];
      nextPageToken?: string;
    };
    found.push(...page.checkouts);
    pageToken = page.nextPageToken;
  }
  return found;
}

function tokenFor({ ecKey }: CoinbaseFacts, uri: string): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT({ sub: ecKey.keyId, iss: 'cdp', uris: [uri], iat: now, nbf: now, exp: now + 60 })
    .setProtectedHeader({
      alg: 'ES256',
      kid: ecKey.keyId,
      typ: 'JWT',
      nonce: randomBytes(16).toString('hex'),
    })
    .sign(createPrivateKey(ecKey.keySecret));
}
