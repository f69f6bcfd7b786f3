import { checkShape, keyOf, optional, text, whole } from '../../faults/shape.ts';
import type { Control } from '../../provider/control.ts';
import type { ToldDecline } from './issuer.ts';
import type { LocalIssuing } from './local.ts';
import type { StripeAuthorization, StripeCard, StripeTransaction } from './objects.ts';
import type { CardMoney } from './taken.ts';

/** What an issuer of cards holds. */
export interface IssuingBooks {
  readonly cards: readonly StripeCard[];
  readonly authorizations: readonly StripeAuthorization[];
  readonly transactions: readonly StripeTransaction[];
  readonly money: readonly CardMoney[];
}

/** How a test speaks with the issuer of the local Stripe. */
export function addIssuingControl({ app, tell }: Control, issuing: LocalIssuing): void {
  tell('/issuing/authorize', (body) => {
    const { url, onTimeout } = parseAuthorize(body);
    issuing.authorizeAt(url, onTimeout);
  });
  tell('/issuing/decline', (body) => issuing.decline(parseDecline(body)));
  app.get('/issuing', (c) => c.json(booksOf(issuing)));
}

function booksOf(issuing: LocalIssuing): IssuingBooks {
  return {
    cards: issuing.cards(),
    authorizations: issuing.authorizations(),
    transactions: issuing.transactions(),
    money: issuing.money(),
  };
}

function parseAuthorize(body: unknown): {
  readonly url: string;
  readonly onTimeout?: 'approve' | 'decline';
} {
  checkShape(body, { url: text, onTimeout: optional(keyOf({ approve: 1, decline: 1 })) });
  return body as ReturnType<typeof parseAuthorize>;
}

const REASONS = {
  insufficient_funds: 1,
  stripe_internal_error: 1,
  suspected_fraud: 1,
} satisfies Record<ToldDecline['reason'], 1>;

function parseDecline(body: unknown): ToldDecline {
  checkShape(body, { reason: keyOf(REASONS), times: optional(whole(1, 1_000_000)) });
  return body as ToldDecline;
}
