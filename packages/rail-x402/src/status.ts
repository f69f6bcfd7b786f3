import type { PaymentRef, RailContext, Settlement } from '@railyard/core/rail';
import { inquiryOf } from './chain/inquiry.ts';
import type { ChainReader } from './chain/reader.ts';
import { readStanding } from './chain/standing.ts';
import type { Settings } from './options.ts';
import { ended, outcomeOf, type Undecided, unknown } from './outcome.ts';
import { refundsOf } from './refund/seen.ts';
import { settlementByTracking, storedTrack, type Track } from './tracking.ts';
import { sinceOf } from './unquoted.ts';
import { type Expected, readFacts } from './wire/payment.ts';

/** Where a payment stands, from public facts: by the token contract, or by the facilitator's word without a chain. */
export async function status(
  settings: Settings,
  payment: PaymentRef,
  context: RailContext,
): Promise<Settlement> {
  const { network, chain } = settings;
  const expected = readFacts(payment.facts);
  if (!expected || expected.network !== network.caip2) return unknown('not_on_this_network');

  const track = storedTrack(settings, payment.facts, context);
  if (chain) return onChain(settings, { chain, expected, payment, track }, context);
  return track ? settlementByTracking(await track(), expected, network) : unknown('no_chain_to_ask');
}

interface Look {
  readonly chain: ChainReader;
  readonly expected: Expected;
  readonly payment: PaymentRef;
  readonly track: Track | null;
}

async function onChain(
  settings: Settings,
  { chain, expected, payment, track }: Look,
  context: RailContext,
): Promise<Settlement> {
  const stored = [payment.reference, payment.facts.transaction];
  const named = stored.filter((one) => typeof one === 'string');
  // A name is all that a contract's payment can be found by, so none is left out.
  const isWanted = named.length === 0 || expected.signer === 'contract';
  const tracked = isWanted && track ? (await track()).transaction : null;
  const claimed = tracked === null ? named : [...named, tracked];

  const inquiry = inquiryOf(settings, chain, { expected, since: sinceOf(payment), claimed }, context);
  const outcome = outcomeOf(await readStanding(inquiry), expected, settings.network);
  if (!('state' in outcome)) return undecided(outcome, tracked);
  if (outcome.state !== 'paid') return outcome;
  const refunds = await refundsOf(settings, chain, { payment, paid: expected }, context);
  return refunds.length === 0 ? outcome : { ...outcome, refunds };
}

function undecided(standing: Undecided, named: string | null): Settlement {
  const reference = named === null ? {} : { reference: named };
  switch (standing.at) {
    case 'open':
      return { state: 'unknown', reason: 'not_used_yet', unspent: true, ...reference };
    case 'spent_before':
      return ended('authorization_spent_before');
    case 'unclear':
      return { state: 'unknown', reason: standing.reason, ...reference };
  }
}
