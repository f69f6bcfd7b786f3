import type { Store } from '@railyard/core';
import { memoryStore, type Space } from '@railyard/core/store';
import type { StripeFault } from '@railyard/sandbox';
import { expect, test } from 'vitest';
import { QUOTE_SPACE } from '../../src/quotes.ts';
import { credentialFor } from './payer.ts';
import { type CardShop, OLD_SECRET, openCardShop } from './shop.ts';

const FAULTS: readonly (StripeFault | null)[] = [
  null,
  { fault: 'cut', when: 'before', times: 2 },
  { fault: 'cut', when: 'after', times: 2 },
  { fault: 'bad_gateway', when: 'after' },
  { fault: 'html', when: 'after' },
  { fault: 'truncated', when: 'after' },
  { fault: 'status', status: 401, when: 'before' },
  { fault: 'status', status: 500, when: 'after' },
  { fault: 'error_less', when: 'after' },
  { fault: 'not_json', when: 'after' },
  { fault: 'rate_limit' },
  { fault: 'in_use' },
  { fault: 'no_access' },
];
const SPACES: readonly Space[] = ['request', 'cart', 'proof', QUOTE_SPACE];

/** A store that keeps a list of every row that was ever written to it. */
function recorded(written: string[]): Store {
  const store = memoryStore();
  return {
    ...store,
    async update(keys, change) {
      return store.update(keys, (rows, now) => {
        const made = change(rows, now);
        written.push(JSON.stringify([keys.filter(({ space }) => SPACES.includes(space)), made.rows]));
        return made;
      });
    },
  };
}

/** What the client sends that must never come up again. */
interface Secrets {
  readonly key: string;
  readonly token: string;
  readonly email: string;
}

async function buy(shop: CardShop, form: 'raw' | 'standard', { key, token, email }: Secrets): Promise<void> {
  const path = `/api/agent/cart/${await shop.readyCart()}/checkout`;
  const body = { email };
  const asked = await shop.call('POST', path, { key, body });
  const payment = form === 'raw' ? `Payment ${token}` : credentialFor(asked, token);
  for (const headers of [{ 'payment-authorization': payment }, { authorization: payment }]) {
    for (const apiKey of [undefined, null]) {
      answers.push(
        JSON.stringify(
          await shop.call('POST', path, { key, body, headers, ...(apiKey === null && { apiKey }) }),
        ),
      );
    }
  }
  shop.advance(120_000);
  answers.push(JSON.stringify(await shop.call('POST', path, { key, body })));
}

const answers: string[] = [];

test.each(['raw', 'standard'] as const)(
  'no token, key or address of a card payment in the %s form comes up in the log, the store or an answer, whatever goes wrong at Stripe',
  async (form) => {
    const written: string[] = [];
    const shop = await openCardShop({ store: recorded(written) });
    const secrets = [
      shop.stripe.facts.secretKey,
      shop.stripe.facts.webhookSecret,
      OLD_SECRET,
      shop.keys.network,
    ];
    for (const [index, fault] of FAULTS.entries()) {
      for (const call of ['payment_intents.create', 'granted_tokens.retrieve'] as const) {
        if (fault) shop.stripe.fault(call, fault);
        const paymentMethod = index % 3 === 2 ? 'pm_card_visa_chargeDeclined' : 'pm_card_visa';
        const token = shop.stripe.mint({ maxAmount: 4999, paymentMethod });
        const sent = { key: `key-${call}-${index}-canary`, token, email: `canary-${index}@example.com` };
        await buy(shop, form, sent);
        secrets.push(sent.key, token);
        shop.stripe.reset();
      }
    }
    const logged = shop.logged.join('\n');
    const stored = written.join('\n');
    const answered = answers.join('\n');
    expect(answered).toContain('payment_unresolved');
    expect(stored).toContain('"state":"paid"');
    for (const secret of secrets) {
      for (const text of [secret, Buffer.from(secret).toString('base64url').replace(/.$/, '')]) {
        expect(logged).not.toContain(text);
        expect(stored).not.toContain(text);
        expect(answered).not.toContain(text);
      }
    }
    expect(logged).not.toContain('canary-');
    expect(answered).not.toContain('canary-');
  },
);
