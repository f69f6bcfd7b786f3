import type { Hex, Sandbox } from '@railyard/sandbox';
import { readTransfers } from '../../kill/chain.ts';
import type { Transfer } from '../../kill/verdict.ts';
import type { Payment } from './payment.ts';

const UNITS_PER_CENT = 10_000n;

/**
 * What a payer has paid to the merchant and got back. The chain does not say for which payment money went back, so the
 * transfers that no order names come first.
 */
export async function chainPayments(
  sandbox: Sandbox,
  payer: Hex,
  ordered: ReadonlySet<string>,
): Promise<readonly Payment[]> {
  const merchant = sandbox.merchant.address;
  const [paid, returned] = await Promise.all([
    readTransfers(sandbox, { from: payer, to: merchant }),
    readTransfers(sandbox, { from: merchant, to: payer }),
  ]);
  const unordered = paid.filter(({ transaction }) => !ordered.has(transaction));
  const others = paid.filter(({ transaction }) => ordered.has(transaction));
  return matched([...unordered, ...others], returned);
}

function matched(paid: readonly Transfer[], returned: readonly Transfer[]): readonly Payment[] {
  const left = [...returned];
  const payments = paid.map((transfer) => {
    const at = left.findIndex(({ units }) => units === transfer.units);
    const [back] = at < 0 ? [] : left.splice(at, 1);
    return paymentOf(transfer, transfer.units, back?.units ?? 0n);
  });
  return [...payments, ...left.map((stray) => paymentOf(stray, 0n, stray.units))];
}

function paymentOf({ transaction, nonce }: Transfer, taken: bigint, back: bigint): Payment {
  return {
    rail: 'x402',
    reference: transaction,
    credential: nonce,
    cart: null,
    order: null,
    taken: Number(taken / UNITS_PER_CENT),
    back: Number(back / UNITS_PER_CENT),
  };
}
