import { type LocalCoinbase, type LocalStripe, localCoinbase, localStripe } from '@railyard/sandbox';

/** A seller's own accounts at a strict Stripe and a strict Coinbase in this process. */
export interface Merchant {
  readonly stripe: LocalStripe;
  readonly coinbase: LocalCoinbase;
  /** The newest key that Stripe takes. */
  readonly stripeKey: () => string;
  /** Has Stripe take another key of the account besides. */
  readonly addStripeKey: () => string;
  /** Has Stripe take another key of the account, and those before no more. */
  readonly rollStripeKey: () => string;
  /** Has Coinbase take the other key of the account, and the one before no more. */
  readonly rollCoinbaseKey: () => void;
}

export interface Providers {
  readonly north: Merchant;
  readonly south: Merchant;
  /** Reaches the account that the key in a request belongs to, as both providers tell their customers apart. */
  readonly fetch: typeof fetch;
}

/** Two merchants at the same two providers. Whose key nobody knows is turned away. */
export function openProviders(now: () => number): Providers {
  const [north, south] = [openMerchant('north', now), openMerchant('south', now)];
  const merchants = [north, south];
  return {
    north: north.merchant,
    south: south.merchant,
    async fetch(input, init) {
      const request = new Request(input, init);
      const { hostname } = new URL(request.url);
      const [first = north] = merchants;
      const owner = merchants.find(({ has }) => has(request)) ?? first;
      return hostname === 'api.stripe.com' ? owner.askStripe(request) : owner.askCoinbase(request);
    },
  };
}

/** Providers who take any key: Stripe's are all of one account, and those who look find nothing. */
export const takingAll: typeof fetch = async (input) => {
  const { url } = new Request(input);
  if (url.endsWith('/v1/account')) return Response.json({ id: 'acct_ours' });
  const error = { type: 'invalid_request_error', code: 'resource_missing' };
  return Response.json({ error, errorType: 'not_found' }, { status: 404 });
};

interface Door {
  readonly merchant: Merchant;
  readonly has: (request: Request) => boolean;
  readonly askStripe: (request: Request) => Promise<Response>;
  readonly askCoinbase: (request: Request) => Promise<Response>;
}

function openMerchant(seed: string, now: () => number): Door {
  const stripe = localStripe({ now, seed });
  const coinbase = localCoinbase({ now, seed });
  const { secretKey } = stripe.facts;
  const { keyId, ecKey } = coinbase.facts;
  let stripeKeys = [secretKey];
  const newKey = () => `sk_test_${seed}Number${stripeKeys.length}OfThisAccount0123456789`;
  let coinbaseKey = keyId;
  return {
    merchant: {
      stripe,
      coinbase,
      stripeKey: () => stripeKeys[0] ?? '',
      addStripeKey() {
        const key = newKey();
        stripeKeys = [key, ...stripeKeys];
        return key;
      },
      rollStripeKey() {
        const key = newKey();
        stripeKeys = [key];
        return key;
      },
      rollCoinbaseKey() {
        coinbaseKey = ecKey.keyId;
      },
    },
    has: (request) => stripeKeys.includes(bearerOf(request)) || keyIdOf(bearerOf(request)) === coinbaseKey,
    async askStripe(request) {
      const headers = new Headers(request.headers);
      const isOwn = stripeKeys.includes(bearerOf(request));
      if (isOwn && request.url.endsWith('/v1/account')) return Response.json({ id: stripe.facts.account });
      // The local Stripe itself has one key for good.
      const key = isOwn ? secretKey : 'sk_test_nobodys';
      headers.set('authorization', `Bearer ${key}`);
      const body = await request.text();
      const { url, method } = request;
      return stripe.fetch(new Request(url, { method, headers, ...(body !== '' && { body }) }));
    },
    async askCoinbase(request) {
      if (keyIdOf(bearerOf(request)) === coinbaseKey) return coinbase.fetch(request);
      request.headers.set('authorization', 'Bearer nobodys');
      return coinbase.fetch(request);
    },
  };
}

function bearerOf({ headers }: Request): string {
  return headers.get('authorization')?.replace(/^Bearer /, '') ?? '';
}

/** The id of the key that a token of Coinbase's is signed with. */
function keyIdOf(token: string): string | null {
  const [head = ''] = token.split('.');
  const text = Buffer.from(head, 'base64url').toString();
  return /"kid":"([^"]*)"/.exec(text)?.[1] ?? null;
}
