import { isRailError, type PaymentEvent } from '@railyard/core/rail';
import { describe, expect, it } from 'vitest';
import { ringOf } from './bench.ts';
import { UNSEEN } from './issuing.ts';
import { mount } from './mount.ts';

/** A paid purchase, one more authorization that was declined, and what rings of a capture that names any of them. */
async function paidOnce() {
  const { rail, bank, settle, context } = mount();
  await settle();
  const [card = { ...UNSEEN, id: '' }] = bank.cards();
  await bank.authorize(card, { amount: 5_000, currency: 'usd' });
  const [granted = '', declined = ''] = (await bank.events()).map(
    ({ body }) => /iauth_\w+/.exec(new TextDecoder().decode(body))?.[0],
  );

  async function heard(authorization: string | null, send = context.fetch): Promise<PaymentEvent | null> {
    const capture = { object: 'issuing.transaction', id: 'ipi_1', type: 'capture', amount: -999 };
    const object = { ...capture, currency: 'usd', card: card.id, authorization };
    const signed = ringOf(await bank.signed('issuing_transaction.created', object));
    return (await rail.webhook?.(signed, { ...context, fetch: send })) ?? null;
  }
  return { heard, granted, declined, send: context.fetch };
}

describe('a capture that Stripe rings about', () => {
  it('is an alarm when nobody had authorized it, whatever authorization it names', async () => {
    const { heard, granted, declined } = await paidOnce();
    const alarm = { word: 'force_posted', reference: 'ipi_1' };

    expect(await heard(granted)).not.toHaveProperty('alarm');
    for (const named of [null, 'iauth_nobodys', declined])
      expect(await heard(named)).toMatchObject({ attempt: 'att_1', alarm });
  });

  it('is rung about again when Stripe does not say whether it was authorized', async () => {
    const { heard, granted, send } = await paidOnce();
    const deaf: typeof fetch = async (input, init) =>
      new Request(input, init).url.includes('/authorizations/')
        ? new Response(null, { status: 502 })
        : send(input, init);

    const answer = await heard(granted, deaf).catch((error: unknown) => error);
    expect(isRailError(answer) && answer.code).toBe('upstream_unavailable');
  });
});
