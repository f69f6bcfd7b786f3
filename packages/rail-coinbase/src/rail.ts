import { type PaymentRail, RailError } from '@railyard/core/rail';
import { cancel } from './cancel.ts';
import { MANIFEST, refuses } from './manifest.ts';
import { type CoinbaseOptions, readOptions } from './options.ts';
import { prepare } from './prepare.ts';
import { refund } from './refund.ts';
import { settle } from './settle.ts';
import { status } from './status.ts';
import { webhook } from './webhook.ts';

/** USDC on Base, which people pay on a page of Coinbase Business. Throws `configuration`; does no I/O. */
export function coinbase(options: CoinbaseOptions): PaymentRail<'coinbase'> {
  const settings = readOptions(options);

  return {
    spec: 1,
    id: 'coinbase',
    manifest: MANIFEST,
    refuses: (mode) => refuses(settings, mode),
    detect: () => null,
    async challenge() {
      throw new RailError('internal', 'Rail "coinbase" has a page, and no challenge.');
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
