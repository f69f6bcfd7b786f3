import { isRailError, type PaymentEvent } from '@railyard/core/rail';
import { describe, expect, it } from 'vitest';
import { ringOf } from './bench.ts';
import { UNSEEN } from './issuing.ts';
import { mount } from './mount.ts';

/** A paid purchase, one more authorization that was declined, and what rings of either. */
async function paidOnce() {
  const { rail, bank, settle, context } = mount();
  await settle();
  const [card = { ...UNSEEN, id: '' }] = bank.cards();
  await bank.authorize(card, { amount: 5_000, currency: 'usd' });
  const authorizations = (await bank.events()).map(
    ({ body }) => (JSON.parse(new TextDecoder().decode(body)) as Rung).data.object,
  );
  const [granted, declined] = authorizations;
  if (!granted || !declined) throw new Error('Stripe rang about too little.');

  async function told(type: string, object: object, send = context.fetch): Promise<PaymentEvent | null> {
    const signed = ringOf(await bank.signed(type, object));
    return (await rail.webhook?.(signed, { ...context, fetch: send })) ?? null;
  }

  /** What rings of a capture that names this authorization. */
  function captured(authorization: string | null, send = context.fetch): Promise<PaymentEvent | null> {
    const object = capture(card.id, authorization, { amount: -999, at: 1 });
    return told('issuing_transaction.created', object, send);
  }

  /** Stripe, with these in a list of its own. */
  function listing(list: 'authorizations' | 'transactions', data: readonly object[]): typeof fetch {
    return async (input, init) => {
      const request = new Request(input, init);
      const isAsked = request.url.includes(`/${list}?`);
      return isAsked ? Response.json({ data, has_more: false }) : context.fetch(request);
    };
  }
  return { captured, told, listing, card, granted, declined, send: context.fetch };
}

interface Rung {
  readonly data: { readonly object: { readonly id: string } };
}

function silentAt(path: string, send: typeof fetch): typeof fetch {
  return async (input, init) =>
    new Request(input, init).url.includes(path) ? new Response(null, { status: 502 }) : send(input, init);
}

function codeOf(error: unknown): string | false {
  return isRailError(error) && error.code;
}

describe('a capture that Stripe rings about', () => {
  it('is an alarm when nobody had authorized it, whatever authorization it names', async () => {
    const { captured, granted, declined } = await paidOnce();
    const alarm = { word: 'force_posted', reference: 'ipi_1' };

    expect(await captured(granted.id)).not.toHaveProperty('alarm');
    for (const named of [null, 'iauth_nobodys', declined.id])
      expect(await captured(named)).toMatchObject({ attempt: 'att_1', alarm });
  });

  it('is an alarm when with all others it is more than the card was for', async () => {
    const { captured, listing, card, granted } = await paidOnce();
    const parts = (...amounts: readonly number[]): typeof fetch =>
      listing(
        'transactions',
        amounts.map((amount, at) => capture(card.id, granted.id, { amount, at })),
      );

    expect(await captured(granted.id, parts(-4_999))).not.toHaveProperty('alarm');
    expect(await captured(granted.id, parts(-4_000, -999))).not.toHaveProperty('alarm');
    for (const send of [parts(-5_000), parts(-4_000, -1_000), parts(-4_999, -4_999)])
      expect(await captured(granted.id, send)).toMatchObject({
        attempt: 'att_1',
        alarm: { word: 'overcharged', reference: 'ipi_1' },
      });
  });

  it('is rung about again when Stripe does not say whether it was authorized, or what else there is', async () => {
    const { captured, granted, send } = await paidOnce();

    for (const path of ['/authorizations/', '/transactions?'])
      expect(await captured(granted.id, silentAt(path, send)).catch(codeOf)).toBe('upstream_unavailable');
  });
});

describe('an authorization that Stripe rings about', () => {
  const UPDATED = 'issuing_authorization.updated';

  it.each(['reversed', 'expired'])(
    'is an alarm once it is %s, and less is left than was paid',
    async (status) => {
      const { told, listing, granted } = await paidOnce();
      const after = { ...granted, status, amount: 0 };
      const send = listing('authorizations', [after]);

      expect(await told(UPDATED, after, send)).toMatchObject({
        attempt: 'att_1',
        alarm: { word: `authorization_${status}`, reference: granted.id },
      });
    },
  );

  it('is none while all that was paid is held, or taken', async () => {
    const { told, listing, card, granted, declined, send } = await paidOnce();
    const given = { ...granted, id: 'iauth_2', status: 'reversed', amount: 0 };
    const closed = { ...granted, status: 'closed' };
    const taken = listing('transactions', [capture(card.id, granted.id, { amount: -4_999, at: 0 })]);

    expect(await told(UPDATED, granted, send)).not.toHaveProperty('alarm');
    expect(await told(UPDATED, declined, send)).not.toHaveProperty('alarm');
    expect(await told(UPDATED, given, listing('authorizations', [granted, given]))).not.toHaveProperty(
      'alarm',
    );
    expect(await told(UPDATED, closed, taken)).not.toHaveProperty('alarm');
    expect(await told('issuing_authorization.created', given, send)).not.toHaveProperty('alarm');
  });

  it('is none that was there to see whether the card works, also before it has paid', async () => {
    const { told, listing, granted } = await paidOnce();
    const tried = {
      ...granted,
      status: 'reversed',
      amount: 0,
      request_history: [{ approved: true, amount: 100 }],
    };

    expect(await told(UPDATED, tried, listing('authorizations', [tried]))).not.toHaveProperty('alarm');
  });

  it('is rung about again when Stripe does not say what is left', async () => {
    const { told, granted, send } = await paidOnce();
    const after = { ...granted, status: 'reversed', amount: 0 };

    const answer = await told(UPDATED, after, silentAt('/authorizations?', send)).catch(codeOf);
    expect(answer).toBe('upstream_unavailable');
  });
});

function capture(
  card: string,
  authorization: string | null,
  { amount, at }: { readonly amount: number; readonly at: number },
): object {
  const object = { object: 'issuing.transaction', id: `ipi_${at}`, type: 'capture', currency: 'usd' };
  return { ...object, card, authorization, amount };
}
