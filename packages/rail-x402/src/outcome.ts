import { fromUnits, type Settlement } from '@railyard/core/rail';
import type { Standing } from './chain/standing.ts';
import { type Network, USDC_DECIMALS } from './networks.ts';
import type { Expected } from './wire/payment.ts';
import { encodeReceipt } from './wire/receipt.ts';

/** Seconds: a block of Base. */
const BLOCK_SECONDS = 2;

/** A standing that decides nothing by itself. */
export type Undecided = Extract<Standing, { at: 'open' | 'spent_before' | 'unclear' }>;

/** What a standing says about a payment, whoever asks; a standing that says nothing is given back. */
export function outcomeOf(standing: Standing, expected: Expected, network: Network): Settlement | Undecided {
  switch (standing.at) {
    case 'paid':
      return paid(expected, network, standing.transaction);
    case 'confirming':
      return pending(standing.transaction);
    case 'cancelled':
      return ended('authorization_cancelled');
    case 'spent':
      return ended('authorization_spent');
    case 'expired':
    case 'used_later':
      return { state: 'expired' };
    case 'open':
    case 'spent_before':
    case 'unclear':
      return standing;
  }
}

/** All the money, in this transaction. */
export function paid({ payer, value }: Expected, network: Network, transaction: string): Settlement {
  return {
    state: 'paid',
    reference: transaction,
    total: fromUnits(value, USDC_DECIMALS, 'usd'),
    receipt: encodeReceipt({ transaction, network, payer }),
  };
}

/** Said to be taken, and not yet to be believed. */
export function pending(transaction: string | null): Settlement {
  return {
    state: 'pending',
    retryAfter: BLOCK_SECONDS,
    ...(transaction !== null && { reference: transaction }),
  };
}

/** A decline that the chain makes final. */
export function ended(reason: string): Settlement {
  return { state: 'declined', reason, evidence: 'provider_state' };
}

/** Nobody can tell yet. */
export function unknown(
  reason: string,
  transaction: string | null = null,
): Extract<Settlement, { state: 'unknown' }> {
  return { state: 'unknown', reason, ...(transaction !== null && { reference: transaction }) };
}
