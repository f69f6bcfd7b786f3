import type { PaymentRef, Prepared, RailContext, RefundState, Settlement } from '@railyard/core/rail';
import { type LocalStripe, localStripe } from '@railyard/sandbox';
import { type MppOptions, mpp } from '../src/index.ts';
import { credentialOf, NOW, OPTIONS, purchase } from './mount.ts';

/** An attempt to pay, with this token, the purchase of these tests. */
export interface Try {
  /** The token is looked at, and charged unless it is refused. */
  pay(): Promise<Settlement>;
  /** The same call once more, by another process. */
  again(): Promise<Settlement>;
  /** By the reference that was told last. */
  status(): Promise<Settlement>;
  refund(first?: 'first' | 'again'): Promise<RefundState>;
}

export interface Shop {
  readonly stripe: LocalStripe;
  try(token: string): Try;
}

/** The rail over a local Stripe. */
export function shop(options: Partial<MppOptions> = {}): Shop {
  const stripe = localStripe({ now: () => NOW, seed: 'shop', sleep: async () => {} });
  const given = { ...OPTIONS, secretKey: stripe.facts.secretKey, ...options };
  let attempts = 0;
  return {
    stripe,
    try(token) {
      attempts += 1;
      return tryOf(stripe, given, { token, number: attempts });
    },
  };
}

function tryOf(
  stripe: LocalStripe,
  given: MppOptions,
  { token, number }: { readonly token: string; readonly number: number },
): Try {
  const id = `attempt_${number}`;
  const credential = credentialOf(token);
  let prepared: Prepared['prepared'] | null = null;
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
    now: () => NOW,
    signal: AbortSignal.timeout(2_000),
    fetch: stripe.fetch,
    async remember() {},
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
    submittedAt: NOW,
  });

  return {
    async pay() {
      const rail = mpp(given);
      const answer = await rail.prepare?.(purchase, credential, context());
      if (!answer || 'refused' in answer)
        return { state: 'declined', reason: answer?.refused ?? '', evidence: 'not_sent' };
      prepared = answer.prepared;
      return kept(await rail.settle(purchase, credential, context()));
    },
    again: async () => kept(await mpp(given).settle(purchase, credential, context(false))),
    status: async () => kept(await mpp(given).status(ref(), context())),
    async refund(first = 'first') {
      const rail = mpp(given);
      const request = {
        id: `refund_${number}`,
        key: `refund_key_${number}`,
        amount: purchase.total,
        reason: 'x',
      };
      if (!rail.refund) throw new Error('The rail gives nothing back.');
      return rail.refund(ref(), request, context(first === 'first'));
    },
  };
}
