import type { CheckoutOptions } from '@railyard/core';
import { type Ruled, type RulingCall, resolveCase } from '@railyard/core/operator';
import type { PaymentRail } from '@railyard/core/rail';
import { type Mock, vi } from 'vitest';
import { keyedRail } from '../../src/index.ts';
import { cartOf, pass, pay, recordOf, token } from './calls.ts';
import { createWorld, HOUR, mount, type World, type WorldOptions } from './world.ts';

/** A payment of which nobody knows for days whether money moved. */
export interface Doubtful {
  readonly world: World;
  readonly cart: string;
  readonly case: string;
  /** What the provider says when it is asked; it does not answer unless told otherwise. */
  readonly says: Mock<PaymentRail['status']>;
}

/** `when` is how long nobody has known it. With `before`, the request never reached the provider. */
export async function doubtful({
  lost = 'after',
  when = 30 * HOUR,
  ...options
}: WorldOptions & {
  readonly lost?: 'before' | 'after';
  readonly when?: number;
} = {}): Promise<Doubtful> {
  const says = vi.fn<PaymentRail['status']>().mockRejectedValue(new Error('The provider is down.'));
  const keyed = keyedRail();
  const rail: PaymentRail<'keyed', string> = {
    ...keyed,
    status: says,
    async settle(...call) {
      if (lost === 'after') await keyed.settle(...call);
      throw new Error('The connection broke.');
    },
  };
  const world = createWorld({ mounts: [mount(rail)], ...options });
  const cart = await cartOf(world);
  await pay(world, { cart, headers: token() });
  await pass(world, when);
  const { attempts } = await recordOf(world, cart);
  return { world, cart, case: `${cart}.${attempts[0]?.id}`, says };
}

/** The same world with rails of which every one works. */
export const mended = (world: World, set: Partial<CheckoutOptions> = {}): World =>
  world.engine({ rails: () => [mount(keyedRail())], ...set });

export function rule(
  { runtime, checkout }: World,
  id: string,
  call: Pick<RulingCall, 'ruling'> & Partial<RulingCall>,
): Promise<Ruled> {
  const usual = { tenant: 'acme', case: id, key: 'k-1', by: 'ada', reason: 'Seen at the provider.' };
  return runtime.run(resolveCase(checkout, { ...usual, ...call }));
}

export const paidAt = (reference: string, amount = 4_999) => ({
  state: 'paid' as const,
  reference,
  total: { amount, currency: 'usd' },
  receipt: { headers: {}, body: {}, meta: {} },
});
