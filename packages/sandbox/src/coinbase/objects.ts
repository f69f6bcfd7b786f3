/** Where a checkout stands. */
export type CheckoutStatus =
  | 'ACTIVE'
  | 'PROCESSING'
  | 'COMPLETED'
  | 'EXPIRED'
  | 'DEACTIVATED'
  | 'FAILED'
  | 'REFUNDED'
  | 'PARTIALLY_REFUNDED';

/** A page where a buyer pays once. What was not given, or has not happened, is absent. */
export interface Checkout {
  readonly id: string;
  readonly url: string;
  /** In `currency`, with two decimals. */
  readonly amount: string;
  readonly currency: 'USDC';
  readonly network: 'base';
  readonly address: string;
  readonly tokenAddress: string;
  readonly status: CheckoutStatus;
  readonly description?: string;
  readonly expiresAt: string;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly successRedirectUrl?: string;
  readonly failRedirectUrl?: string;
  readonly settlement?: Settlement;
  readonly transactionHash?: string;
  /** What was asked for, where that was not USDC. */
  readonly fiatAmount?: string;
  readonly fiatCurrency?: string;
  /** What has been given back so far. */
  readonly refundedAmount?: string;
  readonly refunds?: readonly CheckoutRefund[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What of a payment is the seller's. */
export interface Settlement {
  readonly totalAmount: string;
  readonly feeAmount: string;
  readonly netAmount: string;
  readonly currency: 'USDC';
}

/** Money on its way back to the buyer. */
export interface CheckoutRefund {
  readonly id: string;
  readonly checkoutId: string;
  readonly amount: string;
  readonly currency: 'USDC';
  readonly status: 'PENDING' | 'COMPLETED' | 'FAILED';
  readonly reason?: string;
  readonly transactionHash?: string;
  readonly createdAt: string;
  readonly completedAt?: string;
  /** What was asked for, where that was not USDC. */
  readonly fiatAmount?: string;
  readonly fiatCurrency?: string;
  readonly exchangeRate?: string;
}

export type CheckoutEventType =
  | 'checkout.payment.success'
  | 'checkout.payment.failed'
  | 'checkout.payment.expired'
  | 'checkout.refund.success'
  | 'checkout.refund.failed';

/** What a webhook says: the checkout as it was when it happened. It has no id of its own. */
export interface CheckoutEvent extends Checkout {
  readonly eventType: CheckoutEventType;
}
