import type { PaymentRail, RailRequest } from '@railyard/core/rail';
import { type Bound, createBound } from './bound.ts';
import { cancel } from './cancel.ts';
import { createChallenge } from './challenge.ts';
import { createCheck } from './check.ts';
import { createDetect } from './detect.ts';
import { type MppOptions, readOptions } from './options.ts';
import { prepare } from './prepare.ts';
import { refund } from './refund.ts';
import { settle } from './settle.ts';
import { status } from './status.ts';
import { accepts, manifestOf, refuses } from './terms.ts';
import { webhook } from './webhook.ts';
import type { Presented } from './wire/credential.ts';

/** The rail `stripe-mpp`, with what a platform needs whose API key gives way to the payment. */
export interface MppRail extends PaymentRail<'stripe-mpp', Presented> {
  /**
   * What the genuine credential in a request was issued to, expired or not; null for any other. For a platform whose
   * clients send the payment in place of their API key: it still has to find out who may pay for that cart.
   */
  bound(request: RailRequest): Bound | null;
}

/** Cards, paid by agents with Shared Payment Tokens of Stripe. Throws `configuration`; does no I/O. */
export function mpp(options: MppOptions): MppRail {
  const settings = readOptions(options);
  const challenge = createChallenge(settings);
  const check = createCheck(settings);

  return {
    spec: 1,
    id: 'stripe-mpp',
    manifest: manifestOf(),
    refuses: (mode) => refuses(settings, mode),
    accepts,
    detect: createDetect(settings),
    challenge: async (purchase, context) => challenge(purchase, context),
    check: async (purchase, credential, context) => check(purchase, credential.payload, context),
    prepare: (purchase, credential, context) => prepare(settings, purchase, credential, context),
    settle: (_, credential, context) => settle(settings, credential, context),
    status: (payment, context) => status(settings, payment, context),
    cancel: (payment, context) => cancel(settings, payment, context),
    refund: (payment, request, context) => refund(settings, payment, request, context),
    ...(settings.webhookSecrets.length > 0 && {
      webhook: (request, context) => webhook(settings, request, context),
    }),
    bound: createBound(settings),
  };
}
