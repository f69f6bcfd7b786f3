import type { RailContext, RefundState } from '@railyard/core/rail';
import { inquiryOf } from '../chain/inquiry.ts';
import type { ChainReader } from '../chain/reader.ts';
import { watch } from '../chain/watch.ts';
import type { Settings } from '../options.ts';
import { withChecksum } from '../signature/address.ts';
import { requirementFor } from '../terms.ts';
import type { Answer } from '../wire/answer.ts';
import type { Expected, Payment } from '../wire/payment.ts';
import { factsOfRefund, type SentRefund } from '../wire/refund.ts';
import { stateOf, unknownRefund } from './state.ts';
import { authorizationOf, expectedOf, type Repayment, sinceSigned } from './transfer.ts';
import { type RefundWallet, signTransfer } from './wallet.ts';

/** A refund that is about to be sent. */
export interface Sending {
  readonly wallet: RefundWallet;
  readonly repayment: Repayment;
  readonly next: SentRefund;
  /** False for one that was sent like this before. */
  readonly isNew: boolean;
}

/** Sends a refund and says what became of it. */
export async function send(
  settings: Settings,
  { wallet, repayment, next, isNew }: Sending,
  context: RailContext,
): Promise<RefundState> {
  const { chain, facilitators, network } = settings;
  const expected = expectedOf(repayment, next);
  const fault = chain && (await balanceFault(chain, expected, context));
  if (fault) return unknownRefund(fault);
  const sender = await facilitators.pick(context);
  if (!sender) return unknownRefund('no_facilitator');

  const asked = requirementFor(settings, expected.value, withChecksum(expected.payTo));
  const payload = await signTransfer(wallet, network, authorizationOf(repayment, next)).catch(() => null);
  if (!payload) return unknownRefund('not_signed');
  // Before it is sent: whoever goes on from here has to know which authorization may be on its way.
  if (isNew) await context.remember(factsOfRefund(repayment.id, next));
  const payment: Payment = { x402Version: 2, accepted: asked, payload };
  const answer = await sender.submit(payment, asked, context);
  if (!chain) return byWord(answer);

  const claimed = answer.says === 'refused' || answer.transaction === null ? [] : [answer.transaction];
  const inquiry = inquiryOf(settings, chain, { expected, since: sinceSigned(next), claimed }, context);
  const answered = { answer, answeredAt: context.now() };
  const { standing } = await watch(inquiry, answered, settings.chainPatience);
  return stateOf(standing) ?? undecided(answer);
}

/** Why the wallet cannot pay at the moment, or null. Nothing is sent then: whoever fills it up needs no new refund. */
async function balanceFault(
  chain: ChainReader,
  wallet: Expected,
  context: RailContext,
): Promise<string | null> {
  try {
    const head = await chain.block('latest', context);
    const balance = await chain.balanceOf(wallet, head.hash, context);
    return balance < wallet.value ? 'refund_wallet_short' : null;
  } catch {
    return 'chain_unavailable';
  }
}

function byWord(answer: Answer): RefundState {
  return answer.says === 'settled' && answer.transaction !== null
    ? { state: 'refunded', reference: answer.transaction }
    : undecided(answer);
}

/** A refusal decides nothing: what it is about may be cured, and the refund is tried again. */
function undecided(answer: Answer): RefundState {
  if (answer.says !== 'settled') return unknownRefund(answer.code);
  return { state: 'pending', ...(answer.transaction !== null && { reference: answer.transaction }) };
}
