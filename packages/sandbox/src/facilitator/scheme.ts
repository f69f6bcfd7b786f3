import { InMemoryPendingSettlementStore, x402Facilitator } from '@x402/core/facilitator';
import type { SettleResponse, VerifyResponse } from '@x402/core/types';
import { ExactEvmScheme } from '@x402/evm/exact/facilitator';
import { ExactEvmSchemeV1 } from '@x402/evm/exact/v1/facilitator';
import { HTTPException } from 'hono/http-exception';
import { CREATE2_FACTORY, NETWORK, NETWORK_V1 } from '../network.ts';
import type { Hex } from '../sandbox.ts';
import type { Payment } from './payment.ts';
import { impatient, type Settler } from './settler.ts';

/** An x402 facilitator, from the official scheme. All but `supported` throw 400 for what it does not support. */
export interface Facilitator {
  supported(): ReturnType<x402Facilitator['getSupported']>;
  verify(payment: Payment): Promise<VerifyResponse>;
  settle(payment: Payment): Promise<SettleResponse>;
  /** Submits the payment and says that it is pending, without a look at the chain. */
  submit(payment: Payment): Promise<SettleResponse>;
}

/** `settled` runs before a settled payment is answered. */
export function createFacilitator(settler: Settler, settled: () => Promise<void>): Facilitator {
  // Shared, so that a payment that was pending is looked up when it comes again, not sent again.
  const pending = new InMemoryPendingSettlementStore();
  const facilitator = register(settler, pending);

  return {
    supported: () => facilitator.getSupported(),
    async verify(payment) {
      checkSupported(facilitator, payment);
      return facilitator.verify(payment.payload, payment.requirements);
    },
    async settle(payment) {
      checkSupported(facilitator, payment);
      const outcome = await facilitator.settle(payment.payload, payment.requirements);
      if (outcome.success) await settled();
      return outcome;
    },
    async submit(payment) {
      checkSupported(facilitator, payment);
      const submitted: Hex[] = [];
      const hasty = register(
        impatient(settler, (transfer) => submitted.push(transfer)),
        pending,
      );
      const outcome = await hasty.settle(payment.payload, payment.requirements);
      const [transaction] = submitted;
      // The scheme of x402 v1 has no word for it.
      return transaction ? { ...outcome, errorReason: 'settlement_pending', transaction } : outcome;
    },
  };
}

function register(settler: Settler, pendingSettlementStore: InMemoryPendingSettlementStore): x402Facilitator {
  const eip6492AllowedFactories = [CREATE2_FACTORY];
  return new x402Facilitator()
    .register(NETWORK, new ExactEvmScheme(settler, { eip6492AllowedFactories, pendingSettlementStore }))
    .registerV1(NETWORK_V1, new ExactEvmSchemeV1(settler, { eip6492AllowedFactories }));
}

function checkSupported(facilitator: x402Facilitator, { payload, requirements }: Payment): void {
  const isSupported = facilitator
    .getSupported()
    .kinds.some(
      ({ x402Version, scheme, network }) =>
        x402Version === payload.x402Version &&
        scheme === requirements.scheme &&
        network === requirements.network,
    );
  if (isSupported) return;
  throw new HTTPException(400, { message: 'This facilitator does not support that scheme and network.' });
}
