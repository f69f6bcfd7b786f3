import {
  type Money,
  type PaymentRef,
  type RailContext,
  type RefundRequest,
  type RefundState,
  toUnits,
} from '@railyard/core/rail';
import { inquiryOf } from '../chain/inquiry.ts';
import { readStanding, type Standing } from '../chain/standing.ts';
import { LEAST_SECONDS } from '../check.ts';
import { USDC_DECIMALS } from '../networks.ts';
import type { Settings } from '../options.ts';
import { readFacts } from '../wire/payment.ts';
import { readRefund, type SentRefund } from '../wire/refund.ts';
import { send } from './send.ts';
import { stateOf, unknownRefund } from './state.ts';
import { expectedOf, REFUND_SECONDS, type Repayment, sinceSigned } from './transfer.ts';
import type { RefundWallet } from './wallet.ts';

/**
 * Gives money back by an authorization of the refund wallet, once for each id: the chain is asked first, a new
 * authorization is signed only after the end of the one before, and all of them bear one nonce, which the token takes
 * once.
 */
export async function refund(
  settings: Settings,
  wallet: RefundWallet,
  payment: PaymentRef,
  { id, amount }: RefundRequest,
  context: RailContext,
): Promise<RefundState> {
  const paid = readFacts(payment.facts);
  if (!paid || paid.network !== settings.network.caip2) return unknownRefund('not_on_this_network');
  if (!isPart(amount, payment.total)) return { state: 'failed', reason: 'amount_not_refundable' };

  const repayment: Repayment = { payment, paid, id };
  const now = Math.floor(context.now() / 1_000);
  const fresh: SentRefund = {
    value: toUnits(amount, USDC_DECIMALS),
    validBefore: BigInt(now + REFUND_SECONDS),
    wallet: wallet.address.toLowerCase(),
  };
  const sent = readRefund(payment.facts, id);
  const standing = await look(settings, repayment, { sent, fresh }, context);
  const next = nextOf(standing, { sent, fresh }, now);
  if ('state' in next) return next;
  return send(settings, { wallet, repayment, next, isNew: next === fresh }, context);
}

/** The authorization that was sent before, if any, and the one to sign now. */
interface Authorizations {
  readonly sent: SentRefund | null;
  readonly fresh: SentRefund;
}

function isPart({ amount, currency }: Money, total: Money): boolean {
  return currency === total.currency && amount > 0 && amount <= total.amount;
}

// So far ahead that any use counts.
const NO_END = 1n << 52n;

/** Where the refund stands; null without a chain. What was sent by a store that is lost is found too. */
async function look(
  settings: Settings,
  repayment: Repayment,
  { sent, fresh }: Authorizations,
  context: RailContext,
): Promise<Standing | null> {
  const { chain } = settings;
  if (!chain) return null;
  const expected = expectedOf(repayment, sent ?? { ...fresh, validBefore: NO_END });
  const since = sent ? sinceSigned(sent) : { time: repayment.payment.submittedAt };
  return readStanding(inquiryOf(settings, chain, { expected, since, claimed: [] }, context));
}

/** The authorization to send now; or where the refund stands instead. `now` is in seconds. */
function nextOf(
  standing: Standing | null,
  { sent, fresh }: Authorizations,
  now: number,
): SentRefund | RefundState {
  const known = standing && stateOf(standing);
  if (known) return known;
  if (standing?.at === 'expired') return fresh;
  if (standing?.at === 'unclear') return unknownRefund(standing.reason);
  if (standing && standing.at !== 'open') return unknownRefund('use_not_found');

  if (!sent) return fresh;
  // Another wallet has nonces of its own: both authorizations could be used.
  if (sent.wallet !== fresh.wallet) return unknownRefund('sent_from_another_wallet');
  if (sent.validBefore >= BigInt(now + LEAST_SECONDS)) return sent;
  return standing ? unknownRefund('not_used_yet') : fresh;
}
