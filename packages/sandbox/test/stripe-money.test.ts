import { describe, expect, it } from 'vitest';
import { type Bench, idOf, openBench, pay, payForm, type Said, START, send } from './stripe-support.ts';

const post = (bench: Bench, path: string, form = ''): Promise<Said> =>
  send(bench, `POST /v1/${path}`, { form });
const intentOf = (bench: Bench, id: string): Promise<Said> =>
  send(bench, `GET /v1/payment_intents/${id}?expand[]=latest_charge`);

describe('a payment', () => {
  it.each([
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', undefined],
  ])('with %s is declined, and its intent can be tried again', async (method, code, declineCode) => {
    const bench = openBench();
    const { status, body } = await pay(bench, method);
    expect(status).toBe(402);
    expect(body.error).toMatchObject({ type: 'card_error', code });
    expect(body.error?.decline_code).toBe(declineCode);
    const { id = '', status: standing } = body.error?.payment_intent ?? {};
    expect(standing).toBe('requires_payment_method');
    expect((await intentOf(bench, id)).body).toMatchObject({
      last_payment_error: { code },
      latest_charge: { status: 'failed', failure_code: code },
    });
    const token = bench.local.mint({ maxAmount: 4999 });
    const form = `payment_method_data[shared_payment_granted_token]=${token}`;
    expect((await post(bench, `payment_intents/${id}/confirm`, form)).body).toMatchObject({
      status: 'succeeded',
      last_payment_error: null,
    });
  });

  it.each(['succeeded', 'failed'] as const)(
    'whose payer has to act stays open, and ends %s',
    async (outcome) => {
      const bench = openBench();
      const asked = await pay(bench, 'pm_card_authenticationRequired');
      expect(asked.body).toMatchObject({
        status: 'requires_action',
        next_action: { type: 'use_stripe_sdk' },
      });
      bench.local.finish(idOf(asked), outcome);
      const status = outcome === 'succeeded' ? 'succeeded' : 'requires_payment_method';
      expect((await intentOf(bench, idOf(asked))).body).toMatchObject({ status, next_action: null });
      expect(() => bench.local.finish(idOf(asked), outcome)).toThrow('nothing is awaited');
    },
  );

  it('whose payer cannot act is declined at once', async () => {
    const bench = openBench();
    const token = bench.local.mint({ maxAmount: 4999, paymentMethod: 'pm_card_authenticationRequired' });
    const form = payForm(token, 4999, '&error_on_requires_action=true');
    const { status, body } = await post(bench, 'payment_intents', form);
    expect(status).toBe(402);
    expect(body.error).toMatchObject({ code: 'authentication_required' });
  });

  it.each(['succeeded', 'failed'] as const)('that a bank answers later ends %s', async (outcome) => {
    const bench = openBench();
    const asked = await pay(bench, 'pm_usBankAccount_success');
    expect(asked.body).toMatchObject({ status: 'processing', amount_received: 0 });
    bench.local.finish(idOf(asked), outcome);
    expect((await intentOf(bench, idOf(asked))).body).toMatchObject({
      amount_received: outcome === 'succeeded' ? 4999 : 0,
      latest_charge: { status: outcome, paid: outcome === 'succeeded' },
    });
    expect(bench.local.charges()).toHaveLength(1);
  });

  it('by a plain payment method needs a way for redirects', async () => {
    const bench = openBench();
    const form = 'amount=4999&currency=usd&confirm=true&payment_method=pm_card_visa';
    expect((await post(bench, 'payment_intents', form)).status).toBe(400);
    const never = '&automatic_payment_methods[enabled]=true&automatic_payment_methods[allow_redirects]=never';
    expect((await post(bench, 'payment_intents', form + never)).body).toMatchObject({ status: 'succeeded' });
  });

  it('is shared with the connected account as asked', async () => {
    const bench = openBench();
    const { account } = bench.facts.connected;
    const token = bench.local.mint({ maxAmount: 4999 });
    const share = `&transfer_data[destination]=${account}&on_behalf_of=${account}&application_fee_amount=100&transfer_group=g`;
    expect((await post(bench, 'payment_intents', payForm(token, 4999, share))).body).toMatchObject({
      application_fee_amount: 100,
      on_behalf_of: account,
      transfer_data: { destination: account },
      transfer_group: 'g',
    });
  });
});

describe('a cancellation', () => {
  it('ends what has taken nothing, for good', async () => {
    const bench = openBench();
    const id = idOf(await pay(bench, 'pm_card_authenticationRequired'));
    const canceled = await post(bench, `payment_intents/${id}/cancel`, 'cancellation_reason=abandoned');
    expect(canceled.body).toMatchObject({
      status: 'canceled',
      canceled_at: START / 1000,
      cancellation_reason: 'abandoned',
    });
    const form = `payment_method_data[shared_payment_granted_token]=${bench.local.mint({ maxAmount: 4999 })}`;
    const tried = await post(bench, `payment_intents/${id}/confirm`, form);
    expect(tried.body.error).toMatchObject({
      code: 'payment_intent_unexpected_state',
      payment_intent: { status: 'canceled' },
    });
    expect(() => bench.local.finish(id, 'succeeded')).toThrow('is canceled');
  });

  it.each(['pm_card_visa', 'pm_usBankAccount_processing'])(
    'does not undo a payment with %s',
    async (method) => {
      const bench = openBench();
      const id = idOf(await pay(bench, method));
      const { status, body } = await post(bench, `payment_intents/${id}/cancel`);
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ code: 'payment_intent_unexpected_state', payment_intent: { id } });
    },
  );
});

describe('a refund', () => {
  it('gives back in parts what was taken, and no more', async () => {
    const bench = openBench();
    const id = idOf(await pay(bench));
    const part = await post(bench, 'refunds', `payment_intent=${id}&amount=1000&metadata[refund]=r1`);
    expect(part.body).toMatchObject({
      object: 'refund',
      status: 'succeeded',
      amount: 1000,
      payment_intent: id,
    });
    const much = await post(bench, 'refunds', `payment_intent=${id}&amount=4000`);
    expect(much.body.error).toMatchObject({ param: 'amount' });
    expect((await post(bench, 'refunds', `payment_intent=${id}`)).body).toMatchObject({ amount: 3999 });
    const more = await post(bench, 'refunds', `payment_intent=${id}`);
    expect(more.body.error).toMatchObject({ code: 'charge_already_refunded' });
    expect(bench.local.charges()).toMatchObject([{ amount_refunded: 4999, refunded: true }]);
    const { body } = await send(bench, `GET /v1/refunds?payment_intent=${id}&limit=1`);
    expect(body).toMatchObject({ object: 'list', has_more: true, data: [{ amount: 3999 }] });
  });

  it('needs something that was taken', async () => {
    const bench = openBench();
    const id = idOf(await pay(bench, 'pm_usBankAccount_processing'));
    const { status, body } = await post(bench, 'refunds', `payment_intent=${id}`);
    expect([status, body.error?.param]).toEqual([400, 'payment_intent']);
  });

  it('can be slow, and fail', async () => {
    const bench = openBench();
    const id = idOf(await pay(bench, 'pm_card_pendingRefund'));
    const refund = await post(bench, 'refunds', `payment_intent=${id}`);
    expect(refund.body).toMatchObject({ status: 'pending' });
    expect((await post(bench, `refunds/${idOf(refund)}/cancel`)).status).toBe(400);
    bench.local.finishRefund(idOf(refund), 'failed');
    expect((await send(bench, `GET /v1/refunds/${idOf(refund)}`)).body).toMatchObject({ status: 'failed' });
    expect(bench.local.charges()).toMatchObject([{ amount_refunded: 0, refunded: false }]);
    expect(() => bench.local.finishRefund(idOf(refund), 'succeeded')).toThrow('is failed already');
  });

  it('is not made of what is disputed', async () => {
    const bench = openBench();
    const id = idOf(await pay(bench));
    expect(bench.local.dispute(id)).toMatch(/^du_/);
    expect((await post(bench, 'refunds', `payment_intent=${id}`)).body.error).toMatchObject({
      code: 'charge_disputed',
    });
    expect(() => bench.local.dispute(id)).toThrow('disputed already');
    await pay(bench, 'pm_card_createDispute');
    expect(bench.local.charges().map(({ disputed }) => disputed)).toEqual([true, true]);
  });
});

describe('the search', () => {
  it('finds by metadata and status, newest first, page by page', async () => {
    const bench = openBench();
    for (const order of ['7', '8', '7']) {
      const token = bench.local.mint({ maxAmount: 4999 });
      await post(bench, 'payment_intents', payForm(token, 4999, `&metadata[order]=${order}`));
    }
    const search = async (query: string, more = ''): Promise<Said['body']> =>
      (await send(bench, `GET /v1/payment_intents/search?query=${encodeURIComponent(query)}${more}`)).body;
    const [first, other, last] = bench.local.intents();
    expect(await search(`metadata['order']:'7' AND status:"succeeded"`)).toMatchObject({
      object: 'search_result',
      has_more: false,
      data: [{ id: last?.id }, { id: first?.id }],
    });
    expect(await search(`-metadata["order"]:"7"`)).toMatchObject({ data: [{ id: other?.id }] });
    expect(await search(`metadata['order']:'9'`)).toMatchObject({ data: [] });
    const page = await search(`metadata['order']:'7'`, '&limit=1');
    expect(page).toMatchObject({ has_more: true, data: [{ id: last?.id }] });
    expect(await search(`metadata['order']:'7'`, `&limit=1&page=${String(page.next_page)}`)).toMatchObject({
      has_more: false,
      data: [{ id: first?.id }],
    });
  });

  it('is as late as told, where a list is not', async () => {
    const bench = openBench();
    bench.local.searchLag(60_000);
    await post(bench, 'payment_intents', 'amount=4999&currency=usd&metadata[order]=7');
    const found = async (path: string): Promise<unknown> =>
      (await send(bench, `GET /v1/payment_intents${path}`)).body.data;
    const query = `/search?query=${encodeURIComponent("metadata['order']:'7'")}`;
    expect(await found(query)).toEqual([]);
    expect(await found('')).toHaveLength(1);
    bench.pass(60_000);
    expect(await found(query)).toHaveLength(1);
  });
});

describe('the platform’s shares', () => {
  it('go back with a refund where there were any, and are refused where there were none', async () => {
    const bench = openBench();
    const { connected } = bench.local.facts;
    const plain = await pay(bench);
    for (const share of ['refund_application_fee', 'reverse_transfer']) {
      const { status, body } = await post(bench, 'refunds', `payment_intent=${idOf(plain)}&${share}=true`);
      expect([status, body.error?.param]).toEqual([400, share]);
    }
    const terms = `transfer_data[destination]=${connected.account}&application_fee_amount=100`;
    const token = bench.local.mint({ maxAmount: 4999 });
    const shared = await send(bench, 'POST /v1/payment_intents', { form: `${payForm(token)}&${terms}` });
    const refund = `payment_intent=${idOf(shared)}&refund_application_fee=true&reverse_transfer=true`;
    expect((await post(bench, 'refunds', refund)).body).toMatchObject({ status: 'succeeded', amount: 4999 });
  });
});
