import { type PaymentRail, RailError } from '@railyard/core/rail';
import { cancel } from './cancel.ts';
import { readOptions, type StripeLinkOptions } from './options.ts';
import { prepare } from './prepared.ts';
import { refund } from './refund.ts';
import { settle } from './settle.ts';
import { status } from './status.ts';
import { accepts, manifestOf, refuses } from './terms.ts';
import { webhook } from './webhook.ts';

/** Payments by people on a page of Stripe Checkout. Throws `configuration`; does no I/O. */
export function stripeLink(options: StripeLinkOptions): PaymentRail<'stripe-checkout'> {
  const settings = readOptions(options);

  return {
    spec: 1,
    id: 'stripe-checkout',
    manifest: manifestOf(),
    refuses: (mode) => refuses(settings, mode),
    accepts,
    detect: () => null,
    async challenge() {
      throw new RailError('internal', 'Rail "stripe-checkout" is paid on a page, and not by a challenge.');
    },
    prepare: (purchase, _, context) => prepare(settings, purchase, context),
    settle: (_, __, context) => settle(settings, context),
    status: (payment, context) => status(settings, payment, context),
    cancel: (payment, context) => cancel(settings, payment, context),
    refund: (payment, request, context) => refund(settings, payment, request, context),
    ...(settings.webhookSecrets.length > 0 && {
      webhook: (request, context) => webhook(settings, request, context),
    }),
  };
}
