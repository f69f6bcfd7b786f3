import { keccak_256 } from '@noble/hashes/sha3.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { PaymentRef } from '@railyard/core/rail';
import type { Since } from '../chain/inquiry.ts';
import type { Authorization, Expected } from '../wire/payment.ts';
import type { SentRefund } from '../wire/refund.ts';

/** A payment that money goes back for, and the id of the refund. */
export interface Repayment {
  readonly payment: PaymentRef;
  /** The transfer that paid. */
  readonly paid: Expected;
  readonly id: string;
}

/** How long the authorization of a refund lasts, in seconds. */
export const REFUND_SECONDS = 600;

/** What the wallet signs: the money goes back to where it came from. */
export function authorizationOf(repayment: Repayment, sent: SentRefund): Authorization {
  return {
    from: sent.wallet,
    to: repayment.paid.payer,
    value: `${sent.value}`,
    validAfter: '0',
    validBefore: `${sent.validBefore}`,
    nonce: nonceOf(repayment),
  };
}

/** The transfer to look for on the chain. */
export function expectedOf(repayment: Repayment, { value, validBefore, wallet }: SentRefund): Expected {
  const { network, token, payer: payTo } = repayment.paid;
  return {
    network,
    token,
    payer: wallet,
    signer: 'key',
    payTo,
    value,
    validBefore,
    nonce: nonceOf(repayment),
  };
}

/** From when on to look for it: it was remembered before it was sent. */
export function sinceSigned({ validBefore }: SentRefund): Since {
  return { time: (Number(validBefore) - REFUND_SECONDS) * 1_000 };
}

/** The same for every authorization of a refund, so that the token moves its money once. */
function nonceOf({ payment, id }: Repayment): string {
  return `0x${bytesToHex(keccak_256(utf8ToBytes(`railyard-refund:${payment.attempt}:${id}`)))}`;
}
