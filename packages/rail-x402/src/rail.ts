import {
  type Challenge,
  type ChallengeContext,
  type Credential,
  type PaymentRail,
  type PaymentRef,
  type Purchase,
  type RailContext,
  type RailRequest,
  type Refusal,
  type Settlement,
  toDecimal,
} from '@railyard/core/rail';
import { inquiryOf, readStanding } from './chain/standing.ts';
import { checkTerms, checkWindow, refusal } from './check.ts';
import { readOptions, type Settings, type X402Options } from './options.ts';
import { ended, outcomeOf } from './outcome.ts';
import { settlementOf } from './settle.ts';
import { createSignatureCheck } from './signature/check.ts';
import { accepts, manifestOf, refuses, requirementOf } from './terms.ts';
import { encodeChallenge } from './wire/challenge.ts';
import { type Payment, readFacts, readPayment, readPaymentHeader } from './wire/payment.ts';

/** USDC on Base, paid by agents with x402 version 2 (`exact`, EIP-3009). Throws `configuration`; does no I/O. */
export function x402(options: X402Options): PaymentRail<'x402', Payment> {
  const settings = readOptions(options);
  const { network } = settings;
  const { address: contract, name, version } = network.usdc;
  const checkSignature = createSignatureCheck({ chainId: network.chainId, contract, name, version });

  return {
    spec: 1,
    id: 'x402',
    manifest: manifestOf(network),
    refuses: (mode) => refuses(settings, mode),
    accepts,
    detect,
    challenge: async (purchase, context) => challenge(settings, purchase, context),

    async check(purchase, { payload }, context) {
      const asked = requirementOf(settings, purchase);
      const fault = checkTerms(payload, asked) ?? checkWindow(payload, asked, context.now());
      if (fault) return fault;
      switch (await checkSignature(payload.payload)) {
        case 'valid':
          return null;
        case 'invalid':
          return refusal('invalid_signature', 'The payer did not sign this authorization.');
        case 'unsupported':
          // Unchecked here, a stranger's use of the nonce on the chain would pass for this payer's payment.
          return refusal(
            'signature_unsupported',
            'Only signatures of ordinary wallets, 65 bytes long, are taken.',
          );
      }
    },

    settle: (purchase, credential, context) => settle(settings, purchase, credential, context),
    status: (payment, context) => status(settings, payment, context),
  };
}

function detect({ headers, meta }: RailRequest): Credential<Payment> | Refusal | null {
  const header = headers['payment-signature'];
  if (header !== undefined) return readPaymentHeader(header);
  const member = meta['x402/payment'];
  return member === undefined ? null : readPayment(member);
}

function challenge(settings: Settings, purchase: Purchase, { resource }: ChallengeContext): Challenge {
  const { network, realm, description } = settings;
  const text = { resource, realm, description, amount: toDecimal(purchase.total), network: network.name };
  return encodeChallenge(requirementOf(settings, purchase), text);
}

async function settle(
  settings: Settings,
  purchase: Purchase,
  credential: Credential<Payment> | null,
  context: RailContext,
): Promise<Settlement> {
  const asked = requirementOf(settings, purchase);
  const expected = credential && readFacts(credential.facts);
  if (!expected) return { state: 'declined', reason: 'payment_missing', evidence: 'not_sent' };
  const fault = checkTerms(credential.payload, asked);
  if (fault) return { state: 'declined', reason: fault.refused, evidence: 'not_sent' };

  const payment: Payment = { ...credential.payload, accepted: asked };
  const answer = await settings.submit(payment, asked, context);
  const submitted = { answer, answeredAt: context.now(), expected, quotedAt: purchase.quotedAt };
  return settlementOf(settings, submitted, context);
}

async function status(settings: Settings, payment: PaymentRef, context: RailContext): Promise<Settlement> {
  const { network, chain } = settings;
  const expected = readFacts(payment.facts);
  if (!expected || expected.network !== network.caip2) {
    return { state: 'unknown', reason: 'not_on_this_network' };
  }
  if (!chain) return { state: 'unknown', reason: 'no_chain_to_ask' };

  const { quotedAt: since, reference: claimed } = payment;
  const standing = await readStanding(inquiryOf(settings, chain, { expected, since, claimed }, context));
  const outcome = outcomeOf(standing, expected);
  if ('state' in outcome) return outcome;
  switch (outcome.at) {
    case 'open':
      return { state: 'unknown', reason: 'not_used_yet', unspent: true };
    case 'spent_before':
      return ended('authorization_spent_before');
    case 'unclear':
      return { state: 'unknown', reason: outcome.reason };
  }
}
