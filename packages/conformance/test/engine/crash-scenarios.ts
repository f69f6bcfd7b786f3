import { reconcile } from '@railyard/core/operator';
import { type Ask, begin, cartOf, editCall, nonce, pay, signed, token } from './calls.ts';
import { MINUTE, type World } from './world.ts';

/** Something an engine can die at, told from the state before it to what must hold after. */
export interface Scenario {
  readonly name: string;
  readonly before: (world: World) => Promise<string>;
  /** What the doomed engine is doing. */
  readonly act: (world: World, cart: string) => Promise<unknown>;
  /** What the client does afterwards; the cart must end in one order. */
  readonly retry: (world: World, cart: string) => Ask;
}

export const credential = (world: World, name = 'n1') =>
  nonce(signed(world, { nonce: name, validBefore: 2_000_000_000_000 }));

export const TIP = { type: 'tip', tip: 100 } as const;

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'paying with a token',
    before: (world) => cartOf(world),
    act: (world, cart) => begin(world, { cart, headers: token() }),
    retry: (_, cart) => ({ cart, headers: token() }),
  },
  {
    name: 'paying with a nonce',
    before: (world) => cartOf(world),
    act: (world, cart) => begin(world, { cart, headers: credential(world) }),
    retry: (world, cart) => ({ cart, headers: credential(world) }),
  },
  {
    name: 'opening a page',
    before: (world) => cartOf(world),
    act: (world, cart) => begin(world, { cart, page: 'hosted' }),
    retry: (_, cart) => ({ cart, page: 'hosted' }),
  },
  {
    name: 'paying with a token while a page is open',
    before: (world) => withPage(world),
    act: (world, cart) => begin(world, { cart, key: 'key-2', headers: token() }),
    retry: (_, cart) => ({ cart, key: 'key-2', headers: token() }),
  },
  {
    name: 'editing a cart while a page is open',
    before: (world) => withPage(world),
    act: (world, cart) => world.checkout.editCart(editCall(TIP, { key: 'edit-1' }), cart, TIP),
    retry: (_, cart) => ({ cart, headers: token() }),
  },
  {
    name: 'finishing a payment whose answer was lost',
    async before(world) {
      const cart = await cartOf(world);
      world.provider.fault('charge', { type: 'lost_reply' });
      await pay(world, { cart, headers: token() });
      await world.runtime.advance(MINUTE);
      return cart;
    },
    act: (world) => reconcile(world.checkout),
    retry: (_, cart) => ({ cart, headers: token() }),
  },
  {
    name: 'sending a payment again that never arrived',
    async before(world) {
      const cart = await cartOf(world);
      world.provider.fault('submit', { type: 'lost_request' });
      await pay(world, { cart, headers: credential(world) });
      await world.runtime.advance(MINUTE);
      return cart;
    },
    act: (world) => reconcile(world.checkout),
    retry: (world, cart) => ({ cart, headers: credential(world) }),
  },
  {
    name: 'giving a second payment back',
    async before(world) {
      const cart = await cartOf(world);
      const first = signed(world, { nonce: 'refused1' });
      await pay(world, { cart, headers: nonce(first) });
      await pay(world, { cart, headers: credential(world, 'n2') });
      world.provider.land(first);
      await world.runtime.advance(2 * MINUTE);
      return cart;
    },
    act: async (world) => {
      await reconcile(world.checkout);
      await reconcile(world.checkout);
    },
    retry: (world, cart) => ({ cart, headers: credential(world, 'n2') }),
  },
  {
    name: 'paying after a decline that may still land',
    async before(world) {
      const cart = await cartOf(world);
      const first = signed(world, { nonce: 'refused1' });
      await pay(world, { cart, headers: nonce(first) });
      world.provider.land(first);
      return cart;
    },
    act: (world, cart) => begin(world, { cart, headers: credential(world, 'n2') }),
    retry: (world, cart) => ({ cart, headers: credential(world, 'n2') }),
  },
];

export async function withPage(world: World): Promise<string> {
  const cart = await cartOf(world);
  await pay(world, { cart, page: 'hosted' });
  return cart;
}
