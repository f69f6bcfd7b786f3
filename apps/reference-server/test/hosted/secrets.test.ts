import { randomBytes } from 'node:crypto';
import { createLinks } from '@railyard/rail-handoff';
import { expect, test } from 'vitest';
import { referringWith } from '../../src/rails/handoff.ts';
import { BASE_URL } from '../shop.ts';
import { befall, type Doubt, doubtsOf, patiently, type What } from './doubts.ts';
import { type Overheard, overhear } from './overheard.ts';
import type { HostedRail } from './page.ts';
import { openPlace, type Place, type Told } from './place.ts';
import { recordOf } from './record.ts';
import { caught, send, signed } from './webhook.ts';

const RAILS = ['stripe-checkout', 'coinbase'] as const;

const SEALING = randomBytes(32);
const SIGNING = `signs-challenges-${randomBytes(16).toString('hex')}`;
const LINKING = `signs-links-${randomBytes(16).toString('hex')}`;
const CEDAR = { url: 'https://cedar.example/', hosts: ['cedar.example'] };
const LINKS = createLinks({
  secrets: [LINKING],
  address: `${BASE_URL}/go`,
  storefrontOf: async () => CEDAR,
  productOf: async () => 'https://cedar.example/book',
});
const SET = { sealing: SEALING, signing: SIGNING, referring: referringWith(LINKS), links: LINKS };

/** What only a provider has said: its sentences can repeat what it was sent. */
const WORDS = [
  'The sandbox was told to say so.',
  'upstream connect error',
  'Bad Gateway',
  'CANARY of a provider',
];

/** What must never come up, by what it is. */
type Secrets = Map<string, string>;

/** What is sent to providers bears secrets; a connection that breaks says what was sent. */
function chatty(secrets: Secrets): Parameters<typeof openPlace>[2] {
  return (post) => async (input, init) => {
    const { headers } = new Request(input, init);
    const token = headers.get('authorization')?.replace(/^Bearer /, '') ?? '';
    secrets.set(`the authorization ${token.slice(0, 40)}…`, token);
    return post(input, init).catch((cause: unknown) => {
      throw new TypeError(`fetch failed: authorization: Bearer ${token}`, { cause });
    });
  };
}

/** What goes wrong, and with which calls. */
interface Trouble {
  readonly what: What;
  readonly fault: Doubt['fault'];
}

const everywhere = (fault: Doubt['fault']): readonly Trouble[] =>
  (['open', 'find', 'look', 'close'] as const).map((what) => ({ what, fault }));

/** Nothing, each trouble with every call in turn, and refusals that repeat what was sent. */
function troublesOf(rail: HostedRail): readonly ((place: Place) => readonly Trouble[])[] {
  return [
    () => [],
    ...doubtsOf(rail).map(
      ({ fault }) =>
        () =>
          everywhere(fault),
    ),
    (place) => everywhere(echo(place, 401)),
    (place) => [{ what: 'open', fault: echo(place, 400) }],
  ];
}

/** A provider's refusal that repeats what it was sent. */
function echo({ shop, rail }: Place, status: 400 | 401): Doubt['fault'] {
  const { stripe, coinbase } = shop;
  const type = status === 401 ? 'unauthorized' : 'invalid_request';
  const body =
    rail === 'coinbase'
      ? { errorType: type, errorMessage: `CANARY of a provider: ${coinbase.facts.keySecret}` }
      : {
          error: {
            type: 'invalid_request_error',
            message: `CANARY of a provider: ${stripe.facts.secretKey}`,
          },
        };
  return { status, body: JSON.stringify(body) };
}

function keep(secrets: Secrets, { shop }: Place): void {
  const { stripe, coinbase, keys } = shop;
  secrets.set("Stripe's key", stripe.facts.secretKey);
  secrets.set("the secret of Stripe's webhooks", stripe.facts.webhookSecret);
  secrets.set("the id of Coinbase's key", coinbase.facts.keyId);
  secrets.set("the secret of Coinbase's key", coinbase.facts.keySecret);
  secrets.set("the secret of Coinbase's webhooks", coinbase.facts.webhookSecret);
  secrets.set('the API key', keys.network);
}

/** From the link to the order, while everything goes wrong once, and is asked for again. */
async function live(
  place: Place,
  secrets: Secrets,
  troubles: readonly Trouble[],
): Promise<readonly string[]> {
  const { shop, rail, cart } = place;
  const email = `canary-${randomBytes(8).toString('hex')}@example.com`;
  const key = `canary-${randomBytes(8).toString('hex')}`;
  secrets.set(`the idempotency key ${key}`, key);
  for (const { what, fault } of troubles) befall(place, what, { fault });
  const link = { key, body: { cart_id: cart, payment_rail: rail, email } };
  await patiently(place, shop.call('POST', '/api/agent/payment-link', link));
  const told: Told[] = [];
  for (let tries = 0; tries < 3; tries += 1) {
    await patiently(place, press(place));
    told.push(await patiently(place, place.ask()));
    await patiently(place, place.order());
    await patiently(place, place.edit());
  }
  await place.ask();
  place.pay(place.open()[0]);
  await ringInEveryWay(place, secrets);
  await place.order();
  await press(place);
  await place.events();
  return told.map((one) => JSON.stringify(one));
}

/** A buyer on our own pages. */
async function press({ shop, cart }: Place): Promise<void> {
  const { attempts } = await recordOf(shop, cart);
  const { server, store } = shop;
  const choosers = store.held().filter(({ key }) => key.startsWith('chooser:'));
  const ids = choosers.map(({ row }) => (row.value as { readonly id: string }).id);
  const body = new URLSearchParams({ method: 'usdc-on-base' });
  for (const id of ids) await server.fetch(new Request(`${BASE_URL}/pay/${id}`, { method: 'POST', body }));
  const pages = ids.map((id) => `pay/${id}`);
  const backs = attempts.map(({ id }) => `return/demo/${cart}/${id}`);
  for (const path of [...pages, ...backs]) await server.fetch(new Request(`${BASE_URL}/${path}`));
  // A buyer who comes back is not kept waiting until the provider has answered.
  await server.idle();
}

async function ringInEveryWay({ shop, rail }: Place, secrets: Secrets): Promise<void> {
  for (const webhook of await caught(shop, rail)) {
    const stale = signed(webhook, rail, { secret: 'made-up', at: shop.now() });
    for (const one of [stale, { ...webhook, body: `${webhook.body} ` }, webhook]) {
      const signature = one.headers['stripe-signature'] ?? one.headers['x-hook0-signature'] ?? '';
      const mac = signature.split('=').at(-1) ?? '';
      secrets.set(`the signature ${mac}`, mac);
      await send(shop, one);
    }
  }
}

async function refer({ shop }: Place): Promise<void> {
  const cart_id = await shop.readyCart({}, { seller: 'cedar', variant: 'var_book' });
  const { body, text } = await shop.call('POST', '/api/agent/payment-link', { body: { cart_id } });
  expect(body.payment_rail).toBe('directory-handoff');
  const [link = ''] = /http:\/\/shop\.test\/go\/[^"]+/.exec(text) ?? [];
  const gone = await shop.server.fetch(new Request(link, { headers: { 'user-agent': 'Firefox' } }));
  expect(gone.status).toBe(303);
  await shop.server.fetch(new Request(`${link}x`));
}

/** A secret in the forms in which it could be written. */
function formsOf(secret: string | Buffer): readonly string[] {
  const bytes = Buffer.from(secret);
  const encoded = (['hex', 'base64', 'base64url'] as const).map((form) => bytes.toString(form));
  // The last character of base64 depends on what follows.
  return [
    ...(typeof secret === 'string' ? [secret] : []),
    ...encoded.map((text) => text.replace(/.=*$/, '')),
  ];
}

function leaksIn(
  heard: Overheard,
  secrets: readonly (readonly [string, string | Buffer])[],
): readonly string[] {
  return Object.entries(heard).flatMap(([where, lines]) => {
    const text = (lines as readonly string[]).join('\n');
    return secrets.flatMap(([what, secret]) =>
      formsOf(secret).some((form) => text.includes(form)) ? `${what} in what was ${where}` : [],
    );
  });
}

test.each(RAILS)(
  'no secret, and no word of a provider, comes up in the log, the store or an answer, whatever goes wrong with pages of %s',
  async (rail) => {
    const secrets: Secrets = new Map();
    const all = { answers: [] as string[], written: [] as string[], logged: [] as string[] };
    for (const troubles of troublesOf(rail)) {
      const place = await openPlace(rail, SET, chatty(secrets));
      const heard = overhear(place.shop);
      keep(secrets, place);
      const told = await live(place, secrets, troubles(place));
      await refer(place);
      all.answers.push(...told);
      for (const where of ['answers', 'written', 'logged'] as const) all[where].push(...heard[where]);
    }

    // What must be there: the places were really looked at.
    for (const word of ['payment_unresolved', 'cart_locked', '"paid"', '"referred"', 'invalid_signature'])
      expect(all.answers.join()).toContain(word);
    expect(all.written.join()).toContain('"state":"paid"');
    expect(all.logged.join()).toContain('"status":503');
    const looked = [
      ...secrets,
      ['the key that seals', SEALING],
      ['the key of challenges', SIGNING],
      ['the key of links', LINKING],
    ] as const;
    expect(looked.every(([, secret]) => secret.length >= 20)).toBe(true);
    expect(leaksIn(all, [...looked, ...WORDS.map((words) => [words, words] as const)])).toEqual([]);
    expect([...all.answers, ...all.logged].join()).not.toContain('canary-');
  },
);
