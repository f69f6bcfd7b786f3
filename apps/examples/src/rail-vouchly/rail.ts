import type { JsonObject, PaymentRail, RailContext, RefundSeen, Settlement } from '@railyard/core/rail';
import { RailError } from '@railyard/core/rail';
import { type Entry, parseEntry, parseVoucher, writeMoney } from './wire.ts';

/** Payments with Vouchly's vouchers, each of which pays one purchase of at most its value. Does no I/O. */
export function vouchly({ apiKey }: { readonly apiKey: string }): PaymentRail<'vouchly', string> {
  return {
    spec: 1,
    id: 'vouchly',
    manifest: {
      title: 'Vouchly',
      payer: 'agent',
      stage: 'beta',
      settlement: 'vouchers in dollars, yen and Kuwaiti dinars through Vouchly',
      currencies: {
        usd: { min: 1, max: 50_000 },
        jpy: { min: 1, max: 50_000 },
        kwd: { min: 1, max: 150_000 },
      },
      keyLifetime: 50 * 60_000, // a reservation lapses after an hour: sending ends ten minutes before
      writes: { headers: ['Voucher-Price', 'Voucher-Reservation'], body: ['vouchly'], meta: [] },
    },

    detect({ headers: { voucher } }) {
      if (voucher === undefined) return null;
      const number = voucher.replaceAll('-', '').toUpperCase();
      return /^[0-9A-Z]{16}$/.test(number)
        ? { fingerprint: `vouchly:${number}`, payload: number, facts: {}, expiresAt: null }
        : { refused: 'malformed_voucher', message: 'The header Voucher holds no voucher of Vouchly.' };
    },

    async challenge({ total }) {
      const offer = writeMoney(total);
      const headers = { 'Voucher-Price': `${offer.amount} ${offer.currency}` };
      return { headers, body: { vouchly: offer }, meta: {}, offer };
    },

    async prepare({ total }, credential, context) {
      const { isOpen, value } = parseVoucher(
        await ask(apiKey, context, `/vouchers/${payloadOf(credential)}`),
      );
      if (!isOpen) return { refused: 'voucher_used', message: 'The voucher is used or reserved.' };
      if (value.currency !== total.currency)
        return { refused: 'voucher_currency', message: `The voucher is worth ${value.currency}.` };
      if (value.amount < total.amount)
        return { refused: 'voucher_too_small', message: 'The voucher is worth less than the purchase.' };
      return { prepared: {} };
    },

    // A reservation takes nothing: only its capture does, and the two keys of both make either safe to repeat.
    async settle({ total }, credential, context) {
      const body = { voucher: payloadOf(credential), ...writeMoney(total), external_id: context.attempt };
      const held = parseEntry(await ask(apiKey, context, '/reservations', body));
      if (held.state !== 'held') return settlementOf(held, 'same_key');
      const capturing = { ...context, key: `${context.key}-capture` };
      const captured = await ask(apiKey, capturing, '/captures', { reservation: held.id });
      return settlementOf(parseEntry(captured), 'same_key');
    },

    // A reservation that Vouchly does not know may still be on its way: the 404 is thrown, and counts as unknown.
    async status({ attempt }, context) {
      return settlementOf(
        parseEntry(await ask(apiKey, context, `/reservations/${attempt}`)),
        'provider_state',
      );
    },

    // Vouchly sends the new voucher to whoever held the old one. It is as good as money: no answer of ours has it.
    async refund({ reference: reservation }, { id, key, amount }, context) {
      const body = { reservation, ...writeMoney(amount), external_id: id };
      const { state, reference } = seen(parseEntry(await ask(apiKey, { ...context, key }, '/refunds', body)));
      return state === 'failed' ? { state, reason: 'refund_refused' } : { state, reference };
    },
  };
}

function payloadOf(credential: { readonly payload: string } | null): string {
  if (!credential) throw new RailError('internal', 'Rail "vouchly" takes a voucher.');
  return credential.payload;
}

function settlementOf(reservation: Entry, evidence: 'same_key' | 'provider_state'): Settlement {
  const { id: reference, amount: total, code } = reservation;
  const receipt = { headers: { 'Voucher-Reservation': reference }, body: {}, meta: {} };
  switch (reservation.state) {
    case 'captured':
      return { state: 'paid', reference, total, receipt, refunds: reservation.refunds.map(seen) };
    case 'held': // its capture is still to be sent, or on its way
      return { state: 'unknown', reason: 'voucher_reserved', unspent: true, reference };
    case 'lapsed':
      return { state: 'expired' };
    case 'refused':
      return { state: 'declined', reason: 'voucher_refused', evidence, ...(code && { code }) };
    case 'issuing':
    case 'issued':
    case 'other':
      return { state: 'unknown', reason: 'unknown_state', reference };
  }
}

const REFUND: Partial<Record<Entry['state'], RefundSeen['state']>> = {
  issued: 'refunded',
  refused: 'failed',
};

function seen({ id: reference, ours: id, amount, state }: Entry): RefundSeen {
  return { id, amount, state: REFUND[state] ?? 'pending', reference };
}

/** Posts a body, or gets. Rejects unless Vouchly answers with a 2xx. */
async function ask(apiKey: string, context: RailContext, path: string, body?: JsonObject): Promise<unknown> {
  const response = await context.fetch(`https://api.vouchly.example${path}`, {
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body && { 'content-type': 'application/json', 'idempotency-key': context.key }),
    },
    redirect: 'error',
  });
  if (!response.ok) throw new RailError('upstream_unavailable', `Vouchly answered ${response.status}.`);
  return response.json();
}
