import type { HostedShop } from './shop.ts';

type Providers = Pick<HostedShop, 'stripe' | 'coinbase'>;

/** What could take the money for a cart at either provider, or has taken it, looked at after every call. */
export interface Watch {
  readonly over: (send: typeof fetch) => typeof fetch;
  /** The most that there were for one cart at any moment. */
  readonly most: () => number;
}

export function watch(providers: () => Providers): Watch {
  let most = 0;
  return {
    most: () => most,
    over: (send) => async (input, init) => {
      const response = await send(input, init).finally(() => {
        most = Math.max(most, ...countsOf(providers()));
      });
      return response;
    },
  };
}

/** Pages that are open or paid, and payments by token, counted by cart. */
function countsOf({ stripe, coinbase }: Providers): readonly number[] {
  const sessions = stripe.sessions();
  const ofPages = new Set(sessions.map(({ payment_intent: intent }) => intent));
  const payments = stripe.intents().filter(({ id, status }) => status === 'succeeded' && !ofPages.has(id));
  const all = [
    ...sessions.filter(({ status }) => status !== 'expired'),
    ...coinbase.checkouts().filter(({ status }) => !CLOSED.has(status)),
    ...payments,
  ];
  const counts = new Map<string, number>();
  for (const { metadata } of all) {
    const cart = metadata?.railyard_cart ?? '';
    counts.set(cart, (counts.get(cart) ?? 0) + 1);
  }
  return [...counts.values()];
}

const CLOSED: ReadonlySet<string> = new Set(['DEACTIVATED', 'EXPIRED', 'FAILED']);
