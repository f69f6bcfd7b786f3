import type { WebhookFault } from '../faults/kinds.ts';
import type { Ask } from '../provider/hostile.ts';
import type { CheckoutVisit } from './buyer.ts';
import type { AskedCoinbase, CheckoutAction, CoinbaseCall, CoinbaseFault, RefundOutcome } from './kinds.ts';

/** Makes the Coinbase of a sandbox misbehave, and plays its buyers. */
export interface HostileCoinbase {
  /** Spoils the next calls of this kind. */
  fault(call: CoinbaseCall, fault: CoinbaseFault): Promise<void>;
  /** Spoils the next deliveries of webhooks. */
  webhooks(fault: WebhookFault): Promise<void>;
  /** Has all that happens sent to a URL, signed with the `webhookSecret`, as long as the folder lasts. */
  listen(url: string): Promise<void>;
  /** Acts on the page of a checkout as its buyer. Throws when the page does not offer that. */
  visit(checkout: string, action: CheckoutAction): Promise<CheckoutVisit>;
  /** Has a refund that is `PENDING` arrive or fail. */
  refund(refund: string, outcome: RefundOutcome): Promise<void>;
  /** What was asked since the last reset, oldest first: the last 10,000 calls. */
  calls(): Promise<readonly AskedCoinbase[]>;
}

export function hostileCoinbase(ask: Ask): HostileCoinbase {
  const tell = async (path: string, body: object): Promise<void> => {
    await ask(`coinbase${path}`, body);
  };
  return {
    fault: (call, fault) => tell('', { call, ...fault }),
    webhooks: (fault) => tell('/webhooks', fault),
    listen: (url) => tell('/listen', { url }),
    refund: (refund, outcome) => tell('/refund', { refund, outcome }),
    visit: async (checkout, action) => (await ask('coinbase/visit', { checkout, action })) as CheckoutVisit,
    async calls() {
      const { calls } = (await ask('coinbase/calls')) as { readonly calls: readonly AskedCoinbase[] };
      return calls;
    },
  };
}
