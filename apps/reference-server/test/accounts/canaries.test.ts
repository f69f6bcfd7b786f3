import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SEALING_KEYS } from '../../src/sealing-keys.ts';
import type { Merchant } from './providers.ts';
import {
  type AccountShop,
  asked,
  coinbaseSecrets,
  openAccountShop,
  openPage,
  stripeSecrets,
} from './shop.ts';

const RAILS = ['stripe-checkout', 'coinbase'] as const;

/** The secrets of a merchant, in the forms in which they could be written. */
function formsOf({ stripe, coinbase, stripeKey }: Merchant): readonly string[] {
  const { keySecret, keyId, webhookSecret, ecKey } = coinbase.facts;
  const pem = ecKey.keySecret.split('\n')[1] ?? '';
  const secrets = [
    stripe.facts.secretKey,
    stripeKey(),
    stripe.facts.webhookSecret,
    keySecret,
    keyId,
    webhookSecret,
    pem,
  ];
  return secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    ...(['hex', 'base64', 'base64url'] as const).map((form) =>
      // The last character of base64 depends on what follows.
      Buffer.from(secret).toString(form).replace(/.=*$/, ''),
    ),
  ]);
}

/** What is in every file of the folder but that of the keys, which is where they belong. */
function filesOf({ folder }: AccountShop): readonly (readonly [string, Buffer])[] {
  const names = readdirSync(folder).filter((name) => name !== SEALING_KEYS);
  return names.map((name) => [name, readFileSync(join(folder, name))]);
}

test('no secret of an account comes up in a file, the log, an answer or what the command says, whatever goes wrong', async () => {
  const shop = await openAccountShop();
  const { north, south } = shop;
  const answers: string[] = [];
  const call = async (...what: Parameters<typeof shop.call>): Promise<void> => {
    answers.push(JSON.stringify(await shop.call(...what)));
  };
  const said: string[] = [];
  // A connection that breaks says what was sent, and a refusal repeats it.
  const troubles: readonly ((key: string) => Response)[] = [
    (key) => {
      throw new TypeError(`fetch failed: authorization: ${key}`);
    },
    (key) => Response.json({ error: { type: 'invalid_request_error', message: key } }, { status: 401 }),
    (key) => Response.json({ errorType: 'unauthorized', errorMessage: key }, { status: 401 }),
    (key) => new Response(key, { status: 500 }),
  ];
  for (const rail of RAILS) {
    for (const trouble of troubles) {
      shop.over(() => async (input, init) => {
        const key = new Request(input, init).headers.get('authorization') ?? '';
        return trouble(`${key} ${north.stripeKey()} ${north.coinbase.facts.keySecret}`);
      });
      const cart_id = await shop.readyCart();
      await call('POST', '/api/agent/payment-link', { body: { cart_id, payment_rail: rail } });
      answers.push(JSON.stringify(await asked(shop, cart_id)));
      await shop.reconcile();
    }
    shop.over((send) => send);
    const { cart, session } = await openPage(shop, 'acme', rail);
    (rail === 'coinbase' ? north.coinbase : north.stripe).visit(session, 'pay');
    await shop.ring();
    await call('GET', `/api/agent/orders/${cart}`);
    answers.push(JSON.stringify(await asked(shop, cart)));
  }
  said.push(await shop.account('rotate stripe south', stripeSecrets(south)));
  said.push(await shop.account('rotate coinbase south', coinbaseSecrets(south)));
  for (const words of ['reseal', 'list', 'show stripe north', 'show coinbase north', 'check'])
    said.push(await shop.account(words));
  await call('GET', '/api/agent/rails?seller_handle=acme');
  await call('POST', '/webhooks/stripe-checkout/north', { body: { a: 1 } });

  const files = filesOf(shop);
  expect(files.map(([name]) => name)).toEqual(expect.arrayContaining(['railyard.db', 'railyard.db-wal']));
  expect(files.some(([, bytes]) => bytes.includes('"provider":"stripe","name":"north"'))).toBe(true);
  expect(answers.join()).toContain('"error":"invalid_signature"');
  const places: readonly (readonly [string, Buffer])[] = [
    ...files,
    ['the log', Buffer.from(shop.logged.join('\n'))],
    ['an answer', Buffer.from(answers.join('\n'))],
    ['the command', Buffer.from(said.join('\n'))],
  ];
  const leaks = places.flatMap(([place, bytes]) =>
    [...formsOf(north), ...formsOf(south)]
      .filter((form) => bytes.includes(form))
      .map((form) => `${form} in ${place}`),
  );
  expect(leaks).toEqual([]);
  await shop.close();
});
