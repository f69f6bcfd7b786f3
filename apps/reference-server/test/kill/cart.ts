import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { ADDRESS } from '../../src/demo/shop.ts';
import type { Agent } from './agent.ts';
import type { TillRequest } from './till.ts';

export const MUG = 'var_enamel_mug';
/** The id of a new cart that could be paid, however often the server dies meanwhile. */
export async function newCart(agent: Agent): Promise<string> {
  const made = await insist(agent, { method: 'POST', path: '', body: { seller_handle: 'prairie-supply' } });
  const { cart_id: cart } = JSON.parse(made) as { readonly cart_id: string };
  await insist(agent, { method: 'POST', path: `/${cart}/items`, body: { variant_id: MUG } });
  await insist(agent, { method: 'PUT', path: `/${cart}/shipping-address`, body: ADDRESS });
  return cart;
}

/** Sends the same request under the same key until it has been carried out. */
async function insist({ till, chance }: Agent, request: Omit<TillRequest, 'key'>): Promise<string> {
  const keyed = { ...request, key: randomUUID() };
  for (;;) {
    const reply = await till.send(keyed);
    if (reply && reply.status < 300) return reply.text;
    if (reply && reply.status !== 503) {
      throw new Error(`${request.method} ${request.path} was answered ${reply.status}: ${reply.text}`);
    }
    await delay(chance.below(100));
  }
}
