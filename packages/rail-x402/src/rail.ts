import type { PaymentRail } from '@railyard/core/rail';
import { createChallenge } from './challenge.ts';
import { checkTerms, checkWindow, refusal } from './check.ts';
import { createDetect } from './detect.ts';
import { readOptions, type X402Options } from './options.ts';
import { refund } from './refund/refund.ts';
import { settle } from './settle.ts';
import { createSignatureCheck } from './signature/check.ts';
import { status } from './status.ts';
import { accepts, manifestOf, refuses, requirementOf } from './terms.ts';
import type { Presented } from './wire/payment.ts';

/** USDC on Base, paid by agents with x402 (`exact`, EIP-3009). Throws `configuration`; does no I/O. */
export function x402(options: X402Options): PaymentRail<'x402', Presented> {
  const settings = readOptions(options);
  const { network, refundWallet: wallet } = settings;
  const { address: contract, name, version } = network.usdc;
  const challenge = createChallenge(settings);
  const checkSignature = createSignatureCheck({ chainId: network.chainId, contract, name, version });

  return {
    spec: 1,
    id: 'x402',
    manifest: manifestOf(network),
    refuses: (mode) => refuses(settings, mode),
    accepts,
    detect: createDetect(network),
    challenge: async (purchase, context) => challenge(purchase, context),

    async check(purchase, { payload }, context) {
      const asked = requirementOf(settings, purchase);
      const fault = checkTerms(payload, asked) ?? checkWindow(payload, asked, context.now());
      if (fault) return fault;
      switch (await checkSignature(payload.payload)) {
        case 'valid':
        // A contract's is checked by the facilitator, and no use of it believed that the facilitator has not named.
        case 'contract':
          return null;
        case 'invalid':
          return refusal(
            'invalid_signature',
            'The key of the payer did not sign this authorization. Signatures of 65 bytes are taken from keys only.',
          );
      }
    },

    settle: (purchase, credential, context) => settle(settings, purchase, credential, context),
    status: (payment, context) => status(settings, payment, context),
    ...(wallet && {
      refund: (payment, request, context) => refund(settings, wallet, payment, request, context),
    }),
  };
}
