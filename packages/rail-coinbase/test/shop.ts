import type {
  JsonObject,
  PaymentEvent,
  PaymentRail,
  PaymentRef,
  RailContext,
  RefundRequest,
  RefundState,
  Settlement,
} from '@railyard/core/rail';
import { type LocalCoinbase, localCoinbase } from '@railyard/sandbox';
import { type CoinbaseOptions, coinbase } from '../src/index.ts';
import { NOW, OPTIONS, purchase, REFUND } from './mount.ts';

/** An attempt to pay the purchase of these tests on a page. */
export interface Try {
  /** The page is prepared and opened. */
  readonly open: () => Promise<Settlement>;
  /** The same call once more, by another process. */
  readonly again: () => Promise<Settlement>;
  /** By the reference that was told last. */
  readonly status: () => Promise<Settlement>;
  /** As when no answer was stored. */
  readonly lost: () => Promise<Settlement>;
  readonly cancel: () => Promise<Settlement>;
  readonly refund: (first: 'first' | 'again', change?: Partial<RefundRequest>) => Promise<RefundState>;
  /** The checkout's id. */
  readonly page: () => string;
}

export interface Shop {
  readonly local: LocalCoinbase;
  readonly rail: PaymentRail<'coinbase'>;
  /** Lets time pass. */
  readonly wait: (ms: number) => void;
  readonly try: () => Try;
  /** What the rail hears of all that Coinbase rings about. */
  readonly rung: () => Promise<readonly (PaymentEvent | null)[]>;
}

/** The rail over a local Coinbase. */
export function shop(options: Partial<CoinbaseOptions> = {}): Shop {
  let time = NOW;
  const now = (): number => time;
  const local = localCoinbase({ now, seed: 'shop', sleep: async () => {} });
  local.listen('https://shop.example/webhooks/coinbase');
  const { keyId, keySecret, webhookSecret } = local.facts;
  const given = { ...OPTIONS, keyId, keySecret, webhookSecrets: [webhookSecret], ...options };
  const rail = coinbase(given);
  let attempts = 0;

  return {
    local,
    rail,
    wait(ms) {
      time += ms;
    },
    try() {
      attempts += 1;
      return tryOf(() => coinbase(given), { fetch: local.fetch, now }, attempts);
    },
    async rung() {
      const heard: (PaymentEvent | null)[] = [];
      await local.deliver(async (request) => {
        const { method, url, headers } = request;
        const body = new Uint8Array(await request.arrayBuffer());
        const rings = { method, url, headers: Object.fromEntries(headers), meta: {}, body };
        const context = {
          mode: 'test',
          now,
          signal: AbortSignal.timeout(2_000),
          fetch: local.fetch,
        } as const;
        heard.push((await rail.webhook?.(rings, context)) ?? null);
        return new Response();
      });
      return heard;
    },
  };
}

function tryOf(
  railOf: () => PaymentRail<'coinbase'>,
  link: Pick<RailContext, 'fetch' | 'now'>,
  number: number,
): Try {
  const id = `attempt_${number}`;
  const submittedAt = link.now();
  let prepared: JsonObject | null = null;
  let reference: string | null = null;

  const context = (first = true): RailContext => ({
    attempt: id,
    deployment: 'shop',
    key: `key_${number}`,
    first,
    prepared,
    resource: 'https://shop.example/checkout',
    tenant: 'tenant_1',
    principal: 'principal_1',
    mode: 'test',
    signal: AbortSignal.timeout(2_000),
    async remember() {},
    ...link,
  });

  function kept(settlement: Settlement): Settlement {
    if ('reference' in settlement && settlement.reference !== undefined) reference = settlement.reference;
    return settlement;
  }

  const ref = (): PaymentRef => ({
    attempt: id,
    key: `key_${number}`,
    reference,
    total: purchase.total,
    prepared,
    facts: {},
    quotedAt: null,
    submittedAt,
  });

  return {
    async open() {
      const answer = await railOf().prepare?.(purchase, null, context());
      if (!answer || 'refused' in answer) throw new Error('The rail prepares nothing.');
      prepared = answer.prepared;
      return kept(await railOf().settle(purchase, null, context()));
    },
    again: async () => kept(await railOf().settle(purchase, null, context(false))),
    status: async () => kept(await railOf().status(ref(), context())),
    lost: () => railOf().status({ ...ref(), reference: null }, context()),
    async cancel() {
      const rail = railOf();
      if (!rail.cancel) throw new Error('The rail closes nothing.');
      return kept(await rail.cancel(ref(), context()));
    },
    async refund(first, change = {}) {
      const rail = railOf();
      if (!rail.refund) throw new Error('The rail gives nothing back.');
      return rail.refund(ref(), { ...REFUND, ...change }, context(first === 'first'));
    },
    page() {
      if (reference === null) throw new Error('There is no page yet.');
      return reference;
    },
  };
}
