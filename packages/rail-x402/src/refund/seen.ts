import { fromUnits, type RailContext, type RefundSeen } from '@railyard/core/rail';
import { inquiryOf } from '../chain/inquiry.ts';
import type { ChainReader } from '../chain/reader.ts';
import { readStanding, type Standing } from '../chain/standing.ts';
import { USDC_DECIMALS } from '../networks.ts';
import type { Settings } from '../options.ts';
import type { Expected } from '../wire/payment.ts';
import { readRefund, refundIds, type SentRefund } from '../wire/refund.ts';
import { expectedOf, type Repayment, sinceSigned } from './transfer.ts';

/** The refunds of a payment, as far as the chain can tell; asks nothing when none was sent. */
export async function refundsOf(
  settings: Settings,
  chain: ChainReader,
  { payment, paid }: Omit<Repayment, 'id'>,
  context: RailContext,
): Promise<readonly RefundSeen[]> {
  const looks = refundIds(payment.facts).map(async (id) => {
    const sent = readRefund(payment.facts, id);
    if (!sent) return null;
    const expected = expectedOf({ payment, paid, id }, sent);
    const inquiry = inquiryOf(settings, chain, { expected, since: sinceSigned(sent), claimed: [] }, context);
    return seenAs(id, sent, expected, await readStanding(inquiry));
  });
  return (await Promise.all(looks)).filter((seen) => seen !== null);
}

/** An authorization has no transaction until it is used; until then its nonce is what to look for. */
function seenAs(
  id: string,
  { value }: SentRefund,
  { nonce }: Expected,
  standing: Standing,
): RefundSeen | null {
  const amount = fromUnits(value, USDC_DECIMALS, 'usd');
  switch (standing.at) {
    case 'paid':
      return { id, amount, state: 'refunded', reference: standing.transaction };
    case 'confirming':
      return { id, amount, state: 'pending', reference: standing.transaction };
    case 'open':
      return { id, amount, state: 'pending', reference: nonce };
    case 'cancelled':
    case 'spent':
      return { id, amount, state: 'failed', reference: nonce };
    // Another authorization may be signed in its place, so this end decides nothing.
    case 'expired':
    case 'used_later':
    case 'spent_before':
    case 'unclear':
      return null;
  }
}
