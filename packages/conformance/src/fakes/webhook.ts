import { type PaymentEvent, type PaymentRail, RailError, type RailRequest } from '@railyard/core/rail';

/** The word that only the provider knows. */
const GENUINE = 'genuine';

/** A rail whose webhooks are its events as JSON, signed with one word. */
export function withWebhook<Rail extends PaymentRail>(
  rail: Rail,
): Rail & Required<Pick<PaymentRail, 'webhook'>> {
  return {
    ...rail,
    async webhook({ headers, body }) {
      if (headers.signature !== GENUINE) throw new RailError('invalid_signature', 'Nobody here signed that.');
      return JSON.parse(new TextDecoder().decode(body)) as PaymentEvent | null;
    },
  };
}

/** A webhook about an event, from the provider or from somebody who does not know its word. */
export function webhook(event: unknown, signature = GENUINE): RailRequest {
  return {
    method: 'POST',
    url: 'https://shop.test/webhooks',
    headers: { signature },
    meta: {},
    body: new TextEncoder().encode(JSON.stringify(event)),
  };
}
