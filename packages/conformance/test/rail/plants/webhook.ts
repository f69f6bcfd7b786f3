import { isRailError, type PaymentRail, RailError } from '@railyard/core/rail';
import type { RailSubject } from '../../../src/index.ts';
import { over, ringing } from '../benches.ts';
import type { Plant } from '../plant.ts';

type Webhook = NonNullable<PaymentRail['webhook']>;

/** The ringing fake, which hears like this. */
function hearing(change: (webhook: Webhook) => Webhook): RailSubject {
  return over(ringing, (rail) => ({
    webhook: change(async (...given) => {
      if (!rail.webhook) throw new TypeError('The rail has no webhook.');
      return rail.webhook(...given);
    }),
  }));
}

/** What can be wrong with what a rail hears. */
export const WEBHOOK: Readonly<Record<string, Plant>> = {
  'an event names the cart for the attempt': {
    breaks: 'hears which payment a webhook is about, each time the same',
    says: '49.99 usd was taken, and of the webhooks about that none named its tenant, cart and attempt: webhook heard {"tenant":"tenant_1","cart":"cart_1","attempt":"cart_1"}',
    subject: hearing((webhook) => async (...given) => {
      const event = await webhook(...given);
      return event && { ...event, attempt: event.cart };
    }),
  },
  'an event that was heard before is nothing': {
    breaks: 'hears which payment a webhook is about, each time the same',
    says: 'What webhook hears again should be {"event":{"attempt":"attempt_Railyard_1"',
    subject: hearing((webhook) => {
      const known = new Set<string>();
      return async (...given) => {
        const event = await webhook(...given);
        if (event === null || known.has(event.attempt)) return null;
        known.add(event.attempt);
        return event;
      };
    }),
  },
  'a webhook takes the money once more': {
    breaks: 'changes nothing when it hears a webhook',
    says: 'webhook did something: money was taken 2 times: 49.99 usd, 49.99 usd',
    subject: hearing((webhook) => async (request, context) => {
      const event = await webhook(request, context);
      const charge = { attempt: 'another', token: 'tok_another', amount: 4_999, currency: 'usd' };
      const body = JSON.stringify(charge);
      await context.fetch('https://provider.test/charge', { method: 'POST', body });
      return event;
    }),
  },
  'a signature holds with a space more': {
    breaks: 'calls a webhook forged that its provider did not sign',
    says: 'Of a webhook that was changed on its way, webhook heard {"tenant"',
    subject: hearing((webhook) => async ({ body, ...request }, context) => {
      const text = new TextDecoder().decode(body);
      return webhook({ ...request, body: text.endsWith('} ') ? body.subarray(0, -1) : body }, context);
    }),
  },
  'a webhook without a signature is nothing': {
    breaks: 'calls a webhook forged that its provider did not sign',
    says: 'Of a webhook that was changed on its way, webhook heard nothing',
    subject: hearing(
      (webhook) => async (request, context) =>
        request.headers['x-signature'] === undefined ? null : webhook(request, context),
    ),
  },
  'an address that is none is thrown back': {
    breaks: 'reads whatever comes as a webhook, and throws nothing else',
    says: 'webhook threw "Invalid URL". Give null, or throw invalid_signature.',
    subject: hearing((webhook) => async (request, context) => {
      void new URL(request.url);
      return webhook(request, context);
    }),
  },
  'a webhook that cannot be looked up is nothing': {
    breaks: 'loses no webhook when its network fails',
    says: 'After call 1 (POST /find_charge) of webhook was lost on its way, webhook heard nothing. That should be {"event":{"attempt":"attempt_Railyard_1"',
    subject: hearing((webhook) => async (...given) => {
      try {
        return await webhook(...given);
      } catch (error) {
        if (isRailError(error)) throw error;
        return null;
      }
    }),
  },
  'a webhook that cannot be looked up is forged': {
    breaks: 'loses no webhook when its network fails',
    says: 'was lost on its way, webhook called it forged. Throw, and the provider sends it again.',
    subject: hearing(
      (webhook) =>
        async (...given) =>
          webhook(...given).catch(() => {
            throw new RailError('invalid_signature', 'The provider has not signed this.');
          }),
    ),
  },
};
