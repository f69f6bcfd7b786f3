import type {
  PaymentRef,
  Purchase,
  RailContext,
  RailRequest,
  RefundState,
  Settlement,
} from '@railyard/core/rail';
import { type LocalStripe, localStripe, type PageAction } from '@railyard/sandbox';
import { type StripeLinkOptions, stripeLink } from '../src/index.ts';
import { OPTIONS, purchase } from './mount.ts';
import { ringsOf } from './rings.ts';
import { NOW } from './stripe.ts';

/** A shop with one attempt to pay on a page, over a Stripe that keeps its rules. */
export interface Shop {
  readonly stripe: LocalStripe;
  readonly advance: (ms: number) => void;
  /** Opens the page; each time by another process. */
  readonly open: (first?: 'first' | 'again') => Promise<Settlement>;
  /** By the reference that was told last. */
  readonly status: () => Promise<Settlement>;
  readonly cancel: () => Promise<Settlement>;
  readonly refund: (first?: 'first' | 'again') => Promise<RefundState>;
  /** What the buyer does on the page. */
  readonly act: (action: PageAction, method?: string) => void;
  /** Loses the reference, as when no answer was stored. */
  readonly forget: () => void;
  /** All that Stripe has rung about so far, in its order. */
  readonly rings: () => Promise<readonly RailRequest[]>;
  readonly hear: (request: RailRequest) => Promise<unknown>;
}

/** Opens a shop where this is bought. */
export async function shop(
  bought: Purchase = purchase,
  options: Partial<StripeLinkOptions> = {},
): Promise<Shop> {
  let time = NOW;
  const stripe = localStripe({ now: () => time, seed: 'shop', sleep: async () => {} });
  const { secretKey, webhookSecret } = stripe.facts;
  stripe.listen('https://shop.example/webhooks/stripe');
  const rail = () =>
    stripeLink({ ...OPTIONS, secretKey, webhookSecrets: [webhookSecret], ...options }) as Required<
      ReturnType<typeof stripeLink>
    >;
  let reference: string | null = null;

  const context = (first: boolean): RailContext => ({
    attempt: 'attempt_1',
    deployment: 'shop',
    key: 'key_1',
    first,
    prepared,
    resource: 'https://shop.example/checkout',
    tenant: 'tenant_1',
    principal: 'principal_1',
    mode: 'test',
    now: () => time,
    signal: AbortSignal.timeout(10_000),
    fetch: stripe.fetch,
    async remember() {},
  });
  let prepared: RailContext['prepared'] = null;
  const answer = await rail().prepare(bought, null, context(true));
  if (!('refused' in answer)) ({ prepared } = answer);

  const ref = (): PaymentRef => ({
    attempt: 'attempt_1',
    key: 'key_1',
    reference,
    total: bought.total,
    prepared,
    facts: {},
    quotedAt: null,
    submittedAt: NOW,
  });
  const kept = (settlement: Settlement): Settlement => {
    if ('reference' in settlement) reference = settlement.reference ?? reference;
    return settlement;
  };

  return {
    stripe,
    advance(ms) {
      time += ms;
    },
    open: async (first = 'first') => kept(await rail().settle(bought, null, context(first === 'first'))),
    status: async () => kept(await rail().status(ref(), context(false))),
    cancel: async () => kept(await rail().cancel(ref(), context(false))),
    refund: (first = 'first') =>
      rail().refund(
        ref(),
        { id: 'refund_1', key: 'key_2', amount: bought.total, reason: 'cart_changed' },
        context(first === 'first'),
      ),
    act(action, method) {
      const id = stripe.sessions()[0]?.id ?? '';
      stripe.visit(id, action, method === undefined ? {} : { method });
    },
    forget() {
      reference = null;
    },
    rings: () => ringsOf(stripe),
    hear: (request) => rail().webhook(request, context(false)),
  };
}
