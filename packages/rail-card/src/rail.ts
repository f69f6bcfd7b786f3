import { type PaymentRail, RailError, type RailRequest } from '@railyard/core/rail';
import { type AuthorizationAnswer, type AuthorizeContext, authorize } from './authorize.ts';
import { type CardRailOptions, readOptions } from './options.ts';
import { prepare } from './prepared.ts';
import { refund } from './refund.ts';
import { settle } from './settle.ts';
import { cancel, status } from './status.ts';
import { accepts, manifestOf, refuses } from './terms.ts';
import { webhook } from './webhook.ts';

/** All members but `webhook`, which needs a secret. */
type Whole = PaymentRail<'card'> &
  Required<Pick<PaymentRail<'card'>, 'accepts' | 'cancel' | 'prepare' | 'refund' | 'refuses'>>;

/** The rail, and the answer to what Stripe asks in real time. */
export interface CardRail extends Whole {
  /**
   * Approves an authorization of a card of this rail, or declines it, well within Stripe's two seconds. Null when the
   * card is none of this rail's. Throws `invalid_signature` for what Stripe did not sign.
   */
  authorize(request: RailRequest, context: AuthorizeContext): Promise<AuthorizationAnswer | null>;
}

/** Carts of other merchants, bought with a card for each. Throws `configuration`; does no I/O. */
export function cardRail(options: CardRailOptions): CardRail {
  const settings = readOptions(options);

  return {
    spec: 1,
    id: 'card',
    manifest: manifestOf(settings),
    refuses: (mode) => refuses(settings, mode),
    accepts: (purchase) => accepts(settings, purchase),
    detect: () => null,
    async challenge() {
      throw new RailError('internal', 'On rail "card" the platform pays, and nobody is asked to.');
    },
    prepare: (purchase, _, context) => prepare(settings, purchase, context),
    settle: (purchase, _, context) => settle(settings, purchase, context),
    status: (payment, context) => status(settings, payment, context),
    cancel: (payment, context) => cancel(settings, payment, context),
    refund: (payment, request, context) => refund(settings, payment, request, context),
    ...(settings.webhookSecrets.length > 0 && {
      webhook: (request, context) => webhook(settings, request, context),
    }),
    authorize: (request, context) => authorize(settings, request, context),
  };
}
