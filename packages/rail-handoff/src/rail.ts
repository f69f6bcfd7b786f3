import { type JsonObject, type PaymentRail, RailError, type Settlement } from '@railyard/core/rail';
import { handoffOf } from './handoff.ts';
import { type HandoffOptions, readOptions } from './options.ts';

/**
 * Refers the buyer to the seller's own site, where Railyard takes no money and sees no order. Throws `configuration`;
 * does no I/O.
 */
export function handoff(options: HandoffOptions): PaymentRail<'directory-handoff'> {
  const settings = readOptions(options);
  const { seller } = settings;

  return {
    spec: 1,
    id: 'directory-handoff',
    manifest: {
      title: "The seller's own site",
      payer: 'human',
      stage: 'live',
      settlement: "on the seller's own site",
      currencies: { [seller.currency]: { min: 1 } },
      keyLifetime: null,
      writes: { headers: [], body: [], meta: [] },
    },

    refuses: (mode) =>
      mode === 'live' && settings.isExample
        ? `Rail "directory-handoff" refers live buyers to ${seller.storefront}, an address for tests. Pass the seller's real storefront.`
        : null,

    accepts: (purchase) =>
      purchase.seller === seller.handle
        ? null
        : { refused: 'another_seller', message: 'This hand-off leads to another seller.' },

    detect: () => null,

    async challenge() {
      throw new RailError('internal', 'Rail "directory-handoff" refers people, and asks for no payment.');
    },

    async prepare(purchase, _, context) {
      return { prepared: await handoffOf(settings, purchase, context) };
    },

    settle: async (_purchase, _credential, { prepared }) => referred(prepared),
    status: async ({ prepared }) => referred(prepared),
  };
}

/** What was prepared is the whole hand-off, so every answer of one attempt is the same. */
function referred(prepared: JsonObject | null): Settlement {
  return prepared ? { state: 'referred', handoff: prepared } : { state: 'unknown', reason: 'not_prepared' };
}
