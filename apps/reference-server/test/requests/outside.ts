import { changePolicy } from '@railyard/core/spend';
import { hashText } from '../../src/runtime.ts';
import type { HostedShop } from '../hosted/shop.ts';
import type { Darkness } from '../operator/darkness.ts';
import type { Pool } from './pool.ts';
import type { Sending } from './send.ts';
import type { Event } from './step.ts';

/** Where something happens that nobody has asked for over HTTP. */
export interface Outside {
  readonly shop: HostedShop;
  readonly providers: Darkness;
  /** Pages that nobody here has the address of. */
  readonly unknown: ReadonlySet<string>;
  readonly pool: Pick<Pool, 'add'>;
  /** Brings a webhook to the server. */
  readonly deliver: (sending: Sending) => Promise<void>;
  /** Pays what was last asked for. */
  readonly pay: () => Promise<void>;
}

/** Has time pass, or somebody act beside the server's clients. */
export async function happen(event: Event, outside: Outside): Promise<void> {
  switch (event.do) {
    case 'wait':
      return outside.shop.advance(event.ms);
    case 'work':
      return void (await outside.shop.reconcile());
    case 'ring':
      return ring(outside);
    case 'visit':
      return visit(outside, event.action);
    case 'pay':
      return outside.pay();
    case 'guard':
      return guard(outside.shop);
    case 'darken':
      return outside.providers.goDark('answers');
    case 'lighten':
      return outside.providers.goLight();
  }
}

async function guard({ store, now }: HostedShop): Promise<void> {
  const records = { store, runtime: { hash: hashText, now } };
  await changePolicy(records, { tenant: 'demo', principal: 'key_network' }, () => ({ approvalAbove: [] }));
}

/** Every page that was opened at a provider, by its id there. */
export function pagesAt({ stripe, coinbase }: HostedShop): readonly string[] {
  return [...stripe.sessions(), ...coinbase.checkouts()].map(({ id }) => id);
}

async function ring({ shop: { stripe, coinbase }, deliver }: Outside): Promise<void> {
  const send = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const body = Buffer.from(await request.arrayBuffer());
    await deliver({ method: request.method, path: pathname, headers: [...request.headers], body });
    return new Response(null, { status: 200 });
  };
  await stripe.deliver(send);
  await coinbase.deliver(send);
}

/** Pages that are over take no visit. */
function visit({ shop, unknown, pool }: Outside, action: 'pay' | 'leave' | 'expire'): void {
  const { stripe, coinbase } = shop;
  const newest = (pages: readonly { readonly id: string }[]) =>
    pages.findLast(({ id }) => !unknown.has(id))?.id;
  const visits = [
    [newest(stripe.sessions()), (id: string) => stripe.visit(id, action)] as const,
    [newest(coinbase.checkouts()), (id: string) => coinbase.visit(id, action)] as const,
  ];
  for (const [id, act] of visits) {
    if (id === undefined) continue;
    try {
      const { redirect } = act(id);
      const [, tenant, cart, attempt] = /return\/([^/]+)\/([^/]+)\/([^/?]+)/.exec(redirect ?? '') ?? [];
      for (const [name, value] of Object.entries({ tenant, cart, attempt })) if (value) pool.add(name, value);
    } catch {
      // It is over.
    }
  }
}
