import { createHmac } from 'node:crypto';
import type { Shop } from '../shop.ts';
import type { HostedRail } from './page.ts';
import type { HostedShop } from './shop.ts';

/** A webhook as its provider sends it. */
export interface Webhook {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The webhooks that are due at the provider of a rail, which takes them for delivered. */
export async function caught(shop: HostedShop, rail: HostedRail): Promise<readonly Webhook[]> {
  const all: Webhook[] = [];
  await providerOf(shop, rail).deliver(async (request) => {
    all.push({
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    });
    return new Response('{}');
  });
  return all;
}

export function providerOf({ stripe, coinbase }: HostedShop, rail: HostedRail) {
  return rail === 'coinbase' ? coinbase : stripe;
}

/** Sends a webhook to the server. */
export function send({ server }: Pick<Shop, 'server'>, { url, headers, body }: Webhook): Promise<Response> {
  return server.fetch(new Request(url, { method: 'POST', headers, body }));
}

/** With what, and when in milliseconds since 1970. */
interface Signing {
  readonly secret: string;
  readonly at: number;
}

/** The same webhook, signed anew for what is in it now. */
export function signed(webhook: Webhook, rail: HostedRail, { secret, at }: Signing): Webhook {
  const time = Math.floor(at / 1_000);
  const mac = (...parts: readonly (string | number)[]): string =>
    createHmac('sha256', secret)
      .update([...parts, webhook.body].join('.'))
      .digest('hex');
  const { headers } = webhook;
  if (rail === 'stripe-checkout')
    return { ...webhook, headers: { ...headers, 'stripe-signature': `t=${time},v1=${mac(time)}` } };
  const names = ['content-type', 'x-event-type'];
  const v1 = mac(time, names.join(' '), ...names.map((name) => headers[name] ?? ''));
  const signature = `t=${time},h=${names.join(' ')},v0=${mac(time)},v1=${v1}`;
  return { ...webhook, headers: { ...headers, 'x-hook0-signature': signature } };
}
