import type { Runtime } from '@railyard/core';
import type { Charge, GivenBack, Wire } from './wire.ts';

/** The provider's book of money moved, in both directions. */
export interface Ledger {
  readonly charges: readonly Charge[];
  take(source: string, amount: number, currency: string): Charge;
  find(charge: string): Charge | undefined;
  give(request: Wire['refund']['request']): Wire['refund']['reply'];
  /** From now on no money goes back. */
  refuseRefunds(): void;
}

export function createLedger(clock: Pick<Runtime, 'now'>): Ledger {
  const charges: Charge[] = [];
  let refusing = false;
  const find = (id: string): Charge | undefined => charges.find((charge) => charge.id === id);

  return {
    charges,
    find,

    take(source, amount, currency) {
      const charge = {
        id: `ch_${charges.length + 1}`,
        source,
        amount,
        currency,
        at: clock.now(),
        refunds: [],
      };
      charges.push(charge);
      return charge;
    },

    give({ charge: id, id: refund, amount }) {
      const charge = find(id);
      const given = charge?.refunds.reduce((sum, one) => sum + one.amount, 0) ?? 0;
      const reference = `re_${refund}`;
      if (!charge || refusing || given + amount > charge.amount) return { state: 'failed', reference };
      const entry: GivenBack = { id: refund, amount, reference };
      charges[charges.indexOf(charge)] = { ...charge, refunds: [...charge.refunds, entry] };
      return { state: 'refunded', reference };
    },

    refuseRefunds() {
      refusing = true;
    },
  };
}

/** What the provider has of a charge, in minor units. */
export function keptOf({ amount, refunds }: Charge): number {
  return refunds.reduce((left, refund) => left - refund.amount, amount);
}
