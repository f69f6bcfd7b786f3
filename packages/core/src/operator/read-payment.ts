import { paymentOf } from '../checkout/context.ts';
import { type Checkout, yardOf } from '../checkout/create.ts';
import { cartKey } from '../checkout/keys.ts';
import type { PaymentEvent, PaymentRef } from '../rail.ts';
import { type CartRecord, isOpen } from '../record.ts';

/** An attempt as the records have it. */
export interface KnownPayment extends PaymentRef {
  readonly rail: string;
  readonly account: string;
  /** It can still become an order by itself. */
  readonly isOpen: boolean;
}

/**
 * The payment that a provider asks about, for an answer at once: no provider is asked, and nothing is written. Null when
 * the records have none.
 */
export async function readPayment(
  checkout: Checkout,
  { tenant, cart, attempt: id }: Pick<PaymentEvent, 'attempt' | 'cart' | 'tenant'>,
): Promise<KnownPayment | null> {
  const record = await yardOf(checkout).store.get<CartRecord>('cart', cartKey(tenant, cart).key);
  const attempt = record?.attempts.find((one) => one.id === id);
  if (!attempt) return null;
  return {
    ...paymentOf(attempt),
    rail: attempt.rail,
    account: attempt.account,
    isOpen: isOpen(attempt),
  };
}
