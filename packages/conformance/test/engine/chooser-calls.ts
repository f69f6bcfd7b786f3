import { choose, openChooser, type PaymentView, readChooser } from '@railyard/core/chooser';
import { type Answer, answerTo, problemAnswer } from '@railyard/core/http';
import type { PaymentRail } from '@railyard/core/rail';
import { hostedRail, keyedRail } from '../../src/index.ts';
import { createWorld, mount, type World } from './world.ts';

const fake = hostedRail();
export const card: PaymentRail = {
  ...fake,
  id: 'card',
  manifest: { ...fake.manifest, writes: { headers: [], body: [], meta: [] } },
};
const METHODS = [
  { name: 'coins', rail: 'hosted' },
  { name: 'plastic', rail: 'card' },
];
export const NOTHING = { method: 'POST', url: '/', headers: {}, meta: {}, body: new Uint8Array() };
export const WHO = { tenant: 'acme', principal: 'alice' };

/** A shop with two pages, which its choosers call `coins` and `plastic`, and a rail that agents pay. */
export function shop(mounts = [mount(hostedRail()), mount(card), mount(keyedRail())]): World {
  return createWorld({ mounts });
}

/** A call for the chooser of a cart. */
export interface Asked {
  readonly cart: string;
  readonly key?: string | null;
  readonly email?: string;
}

/** Asks for the chooser of a cart, and gives the answer as HTTP has it. */
export function ask({ checkout, runtime }: World, { cart, key = 'key-1', email }: Asked): Promise<Answer> {
  const call = {
    ...WHO,
    operation: 'cart.page',
    key,
    body: email === undefined ? {} : { email },
    cart,
    email: email ?? null,
    request: NOTHING,
    resource: '/page',
    rail: 'hosted',
    methods: METHODS,
    url: (id: string) => `https://shop.test/pay/${id}`,
  };
  return runtime.run(openChooser(checkout, call).then(answerTo, problemAnswer));
}

export async function chooserOf(world: World, asked: Asked): Promise<string> {
  const { body } = await ask(world, asked);
  return body.session_id as string;
}

export function read({ checkout, runtime }: World, id: string): Promise<PaymentView | null> {
  return runtime.run(readChooser(checkout, id));
}

export function pick({ checkout, runtime }: World, id: string, method: string): Promise<PaymentView> {
  return runtime.run(choose(checkout, id, method));
}
