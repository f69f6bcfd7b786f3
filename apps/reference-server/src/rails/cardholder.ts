import { createHash } from 'node:crypto';
import Stripe from 'stripe';
import type { StripeProvider } from '../config/stripe.ts';

/** Tells our cardholder from others of the same account. */
const OURS = { railyard: 'one_time_cards' };

const CARDHOLDER: Stripe.Issuing.CardholderCreateParams = {
  name: 'Railyard',
  type: 'company',
  billing: {
    address: {
      line1: '1 Yard Street',
      city: 'Lincoln',
      state: 'NE',
      postal_code: '68508',
      country: 'US',
    },
  },
  metadata: OURS,
};

/**
 * The cardholder to whom the cards of a platform on play money are issued; made when there is none. Real cardholders are
 * made by their platform, which has to know whom it issues cards to.
 */
export async function openPlayCardholder(
  { secretKey, apiUrl }: Pick<StripeProvider, 'apiUrl' | 'secretKey'>,
  send: typeof fetch,
): Promise<string> {
  const stripe = new Stripe(secretKey, {
    httpClient: Stripe.createFetchHttpClient(send),
    ...(apiUrl !== undefined && placeOf(apiUrl)),
  });
  for await (const { id, metadata } of stripe.issuing.cardholders.list({ status: 'active', limit: 100 }))
    if (metadata.railyard === OURS.railyard) return id;
  const { id } = await stripe.issuing.cardholders.create(CARDHOLDER, { idempotencyKey: keyOf(CARDHOLDER) });
  return id;
}

/**
 * Two servers that start at once get one cardholder. It follows from what is asked, because Stripe refuses a key that
 * comes with something else.
 */
function keyOf(cardholder: Stripe.Issuing.CardholderCreateParams): string {
  const asked = createHash('sha256').update(JSON.stringify(cardholder)).digest('base64url');
  return `railyard-cardholder-${asked}`;
}

function placeOf(apiUrl: string): { host: string; port: string; protocol: 'http' | 'https' } {
  const { hostname: host, port, protocol } = new URL(apiUrl);
  return { host, port, protocol: protocol === 'http:' ? 'http' : 'https' };
}
