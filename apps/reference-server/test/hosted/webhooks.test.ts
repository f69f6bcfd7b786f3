import { localCoinbase, localStripe } from '@railyard/sandbox';
import { describe, expect, it } from 'vitest';
import { BASE_URL, PAY_TO } from '../shop.ts';
import type { HostedRail } from './page.ts';
import { endOf, ONE_ORDER, openPlace, type Place } from './place.ts';
import { OTHER_COINBASE } from './shop.ts';
import { caught, providerOf, send, signed, type Webhook } from './webhook.ts';

const RAILS = ['stripe-checkout', 'coinbase'] as const;
const PAID = { 'stripe-checkout': 'checkout.session.completed', coinbase: 'checkout.payment.success' };

/** A page that has been paid, of which the server has yet to hear: by this webhook, which is genuine. */
interface Scene extends Place {
  readonly webhook: Webhook;
  /** The same webhook, changed and signed for what it says then; with the true secret, and now, unless told otherwise. */
  readonly sign: (change: Partial<Webhook>, secret?: string, at?: number) => Webhook;
}

async function openScene(rail: HostedRail): Promise<Scene> {
  const place = await openPlace(rail);
  await place.ask();
  place.pay();
  const { shop } = place;
  const webhook = (await caught(shop, rail)).find(({ body }) => body.includes(`"${PAID[rail]}"`));
  if (!webhook) throw new Error('Nobody has rung.');
  const { webhookSecret } = providerOf(shop, rail).facts;
  return {
    ...place,
    webhook,
    sign: (change, secret = webhookSecret, at = shop.now()) =>
      signed({ ...webhook, ...change }, rail, { secret, at }),
  };
}

/** Sends a webhook that must change nothing, and gives the status of the answer. */
async function ignored(scene: Scene, webhook: Webhook): Promise<number> {
  const { shop, rail } = scene;
  const before = shop.store.held();
  const asked = providerOf(shop, rail).calls().length;
  const { status } = await send(shop, webhook);
  expect(shop.store.held()).toEqual(before);
  expect(providerOf(shop, rail).calls()).toHaveLength(asked);
  return status;
}

/** Parses the webhook's body, lets it be changed, and writes it as it was written. */
function rewritten({ webhook, rail }: Scene, change: (event: Record<string, unknown>) => void): string {
  const event = JSON.parse(webhook.body) as Record<string, unknown>;
  change(event);
  return JSON.stringify(event, null, rail === 'coinbase' ? 0 : 2);
}

/** What the payment is known by in the event. */
function metadataOf(event: Record<string, unknown>, rail: HostedRail): Record<string, string | undefined> {
  const object = rail === 'coinbase' ? event : (event.data as { object: object }).object;
  return (object as { metadata: Record<string, string> }).metadata;
}

const SIGNATURE = { 'stripe-checkout': 'stripe-signature', coinbase: 'x-hook0-signature' } as const;

function without({ headers }: Webhook, name: string): Webhook['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([one]) => one !== name));
}

type Change = (scene: Scene) => Webhook;
const HOUR = 3_600_000;

/** What its provider has not sent like this, or not for this server. */
const NOT_GENUINE: Readonly<Record<string, Change>> = {
  'without a signature': ({ webhook, rail }) => ({ ...webhook, headers: without(webhook, SIGNATURE[rail]) }),
  'with a signature that is none': ({ webhook, rail }) => ({
    ...webhook,
    headers: { ...webhook.headers, [SIGNATURE[rail]]: 't=now,v1=yes' },
  }),
  'signed with a made-up secret': ({ sign }) => sign({}, 'whsec_made_up'),
  'signed with the secret of another account': ({ sign, rail }) =>
    sign({}, (rail === 'coinbase' ? localCoinbase() : localStripe()).facts.webhookSecret),
  'signed with the secret of another seller': ({ sign }) => sign({}, OTHER_COINBASE.webhookSecret),
  'signed with the secret of the other provider': ({ sign, shop, rail }) =>
    sign({}, providerOf(shop, rail === 'coinbase' ? 'stripe-checkout' : 'coinbase').facts.webhookSecret),
  'signed 301 seconds ago': ({ sign, shop }) => sign({}, undefined, shop.now() - 301_000),
  'signed 301 seconds ahead': ({ sign, shop }) => sign({}, undefined, shop.now() + 301_000),
  'written anew': ({ webhook, rail }) => ({
    ...webhook,
    body: JSON.stringify(JSON.parse(webhook.body), null, rail === 'coinbase' ? 2 : 0),
  }),
  'with one more space': ({ webhook }) => ({ ...webhook, body: `${webhook.body} ` }),
  'with a mark before its body': ({ webhook }) => ({ ...webhook, body: `\ufeff${webhook.body}` }),
  'cut short': ({ webhook }) => ({ ...webhook, body: webhook.body.slice(0, -2) }),
  'without a body': ({ webhook }) => ({ ...webhook, body: '' }),
  'that is no JSON': ({ webhook }) => ({ ...webhook, body: 'paid' }),
  'about another payment': (scene) => ({
    ...scene.webhook,
    body: rewritten(scene, (event) => {
      metadataOf(event, scene.rail).railyard_attempt = 'att_other';
    }),
  }),
};

describe.each(RAILS)('a webhook of %s', (rail) => {
  it.each(Object.entries(NOT_GENUINE))('%s is refused with 400, and changes nothing', async (_, change) => {
    const scene = await openScene(rail);
    expect(await ignored(scene, change(scene))).toBe(400);
    expect((await send(scene.shop, scene.webhook)).status).toBe(200);
    expect(await endOf(scene)).toEqual(ONE_ORDER);
  });

  it.each([-299_000, 299_000])('S2.9 signed %i ms from now is heard', async (ms) => {
    const scene = await openScene(rail);
    const { shop, sign } = scene;
    expect((await send(shop, sign({}, undefined, shop.now() + ms))).status).toBe(200);
    expect(await endOf(scene)).toEqual(ONE_ORDER);
  });

  it.each([
    'stripe-checkout/nobody',
    'coinbase/nobody',
    'coinbase/acct_1',
    'stripe-mpp/main',
    'pigeon/main',
    `x402/${PAY_TO}`,
  ])('at %s is 404, and changes nothing', async (path) => {
    const scene = await openScene(rail);
    expect(await ignored(scene, { ...scene.webhook, url: `${BASE_URL}/webhooks/${path}` })).toBe(404);
  });

  it('that is too long is 413, and changes nothing', async () => {
    const scene = await openScene(rail);
    const body = rewritten(scene, (event) => {
      event.padding = 'x'.repeat(1024 * 1024);
    });
    expect(await ignored(scene, scene.sign({ body }))).toBe(413);
  });

  it.each(['paid', '"paid"', '[]', 'null', '{}'])(
    'that is signed and reads %s is passed over',
    async (body) => {
      const scene = await openScene(rail);
      expect(await ignored(scene, scene.sign({ body }))).toBe(200);
    },
  );

  it('S2.9 without a content type that is true is heard when its signature is', async () => {
    const scene = await openScene(rail);
    const headers = { ...scene.webhook.headers, 'content-type': 'text/plain' };
    expect((await send(scene.shop, scene.sign({ headers }))).status).toBe(200);
    expect(await endOf(scene)).toEqual(ONE_ORDER);
  });

  it.each([
    ['of another installation', 'another shop'],
    ['of no installation', undefined],
  ])('about a payment that nobody knows, %s, is passed over', async (_, deployment) => {
    const scene = await openScene(rail);
    const body = rewritten(scene, (event) => {
      Object.assign(metadataOf(event, rail), {
        railyard_attempt: 'att_lost',
        railyard_deployment: deployment,
      });
    });
    expect(await ignored(scene, scene.sign({ body }))).toBe(200);
    expect(scene.shop.logged.join()).not.toContain('att_lost');
  });

  it.each(['attempt', 'cart', 'tenant'])(
    'about a payment of this installation whose %s nobody knows is sent again, and a person is told',
    async (name) => {
      const scene = await openScene(rail);
      const body = rewritten(scene, (event) => {
        metadataOf(event, rail)[`railyard_${name}`] = 'lost_1';
      });
      expect(await ignored(scene, scene.sign({ body }))).toBe(503);
      const told = scene.shop.logged.map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(told.filter(({ level }) => level === 50)).toMatchObject([
        { payment: { payment_rail: rail, account: 'main', [name === 'cart' ? 'cart_id' : name]: 'lost_1' } },
      ]);
    },
  );

  it('three times at once is one order', async () => {
    const scene = await openScene(rail);
    const answers = await Promise.all([1, 2, 3].map(() => send(scene.shop, scene.webhook)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await endOf(scene)).toEqual(ONE_ORDER);
  });

  it('S2.10 that comes an hour late finds the order there', async () => {
    const scene = await openScene(rail);
    scene.shop.advance(HOUR);
    expect((await scene.order()).body.status).toBe('paid');
    expect((await send(scene.shop, scene.sign({}))).status).toBe(200);
    expect(await endOf(scene)).toEqual(ONE_ORDER);
  });
});
