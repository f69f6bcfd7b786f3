import type { Money, PaymentRef, RefundState } from '@railyard/core/rail';
import { privateKeyToAccount } from 'viem/accounts';
import type { Authorization, Payment } from '../src/wire/payment.ts';
import { authorization, transferLog, usedLog } from './fake-chain.ts';
import { type Mounted, mount, settled } from './mount.ts';
import { purchase } from './payer.ts';

/** The wallet that refunds are paid from. */
export const wallet = privateKeyToAccount(`0x${'33'.repeat(32)}`);

/** A payment that money can go back for. */
export interface Shop extends Mounted {
  refund(id?: string, amount?: Money): Promise<RefundState>;
  /** What the wallet has signed of the last refund that was sent. */
  authorization(): Authorization;
  /** Has the chain do what was last sent; the transaction. */
  carryOut(): string;
  /** The payment that was made. */
  readonly paid: () => PaymentRef;
}

/** A rail with a refund wallet, on which the good payment is paid. */
export async function shop(options: Parameters<typeof mount>[0] = {}): Promise<Shop> {
  const mounted = mount({ refundWallet: wallet, ...options });
  const reference = mounted.chain.pay();
  const credential = await mounted.credential();
  const paid = (): PaymentRef => mounted.ref(credential, { reference });
  const lastSigned = () => {
    const { paymentPayload } = JSON.parse(mounted.sent.at(-1)?.body ?? '') as {
      paymentPayload: Payment;
    };
    return paymentPayload.payload.authorization;
  };
  const carryOut = (): string => {
    const { from, to, value, nonce } = lastSigned();
    const key = { token: authorization.token, payer: from, nonce };
    return mounted.chain.transact([usedLog(key), transferLog(to, BigInt(value), from)]);
  };
  mounted.answer = () => settled(carryOut());
  return Object.assign(mounted, {
    paid,
    authorization: lastSigned,
    carryOut,
    async refund(id = 'refund_1', amount = purchase.total) {
      const given = { id, key: id, amount, reason: 'requested_by_customer' };
      if (!mounted.rail.refund) throw new Error('The rail gives nothing back.');
      return mounted.rail.refund(paid(), given, mounted.context);
    },
  });
}

/** The refunds that a look at the payment shows. */
export async function refundsOf(mounted: Shop) {
  const settlement = await mounted.rail.status(mounted.paid(), mounted.context);
  return settlement.state === 'paid' ? settlement.refunds : settlement;
}
