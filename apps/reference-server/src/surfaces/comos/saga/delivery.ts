import { isDeepStrictEqual } from 'node:util';
import { type Address, type Cart, RailError } from '@railyard/core';
import { editCart } from '@railyard/core/cart';
import { deliveryFeeTo, isDigital } from '../../../coverage.ts';
import type { DeliveryOption, Seller } from '../../../sellers.ts';
import { mutationOf, type Surface } from '../surface.ts';
import { type Choice, changeSaga, type Saga } from './record.ts';

/** How a cart shall be delivered. */
export interface Wanted {
  readonly shipTo: Address | null;
  readonly option: DeliveryOption | null;
  /** Minor units. */
  readonly fee: number;
}

/** The ways to deliver a cart to where it goes; none where nothing is delivered, or there is no address yet. */
export async function optionsOf(
  { shipping, catalogue }: Surface,
  { seller, cart, shipTo }: { readonly seller: Seller; readonly cart: Cart; readonly shipTo: Address | null },
): Promise<readonly DeliveryOption[]> {
  if (!shipTo || (await isDigital(catalogue, cart))) return [];
  return shipping({ seller, shipTo });
}

/** How a cart is delivered unless somebody chooses: as was chosen last, if it still can be, else as the seller prefers. */
export async function usualDelivery(
  surface: Surface,
  saga: Saga,
  about: { readonly seller: Seller; readonly cart: Cart; readonly shipTo: Address | null },
): Promise<Wanted> {
  const { seller, cart, shipTo } = about;
  if (!shipTo || (await isDigital(surface.catalogue, cart))) return { shipTo, option: null, fee: 0 };
  const options = await optionsOf(surface, about);
  const chosen = saga.choices.at(-1)?.option;
  const option = options.find((one) => chosen && isSame(one, chosen)) ?? options[0] ?? null;
  return { shipTo, option, fee: option?.price ?? deliveryFeeTo(seller, shipTo) };
}

export function isSame(one: DeliveryOption, other: Pick<DeliveryOption, 'carrier' | 'service'>): boolean {
  return one.carrier === other.carrier && one.service === other.service;
}

/**
 * Has a cart delivered like this. The choice is recorded before the cart changes, for the version that it will be: one
 * that never comes, or at another price, leaves the choice without effect. An open page is closed first; while a payment
 * is under way it throws `cart_locked`.
 */
export async function deliver(
  surface: Surface,
  saga: Saga,
  { cart, wanted }: { readonly cart: Cart; readonly wanted: Wanted },
): Promise<Cart> {
  const { shipTo, option, fee } = wanted;
  const stays = fee === cart.deliveryFee && (!shipTo || isDeepStrictEqual(shipTo, cart.shipTo));
  if (option) await choose(surface, saga, { from: cart.version + (stays ? 0 : 1), option });
  if (stays) return cart;
  if (!shipTo) throw new RailError('invalid_shipping', 'The cart has no shipping address.');
  const call = mutationOf({ ...saga, key: null }, 'deliver', null);
  try {
    const outcome = await editCart(surface.checkout, call, cart.id, {
      type: 'ship',
      shipTo,
      deliveryFee: fee,
    });
    return outcome.cart;
  } catch (error) {
    if (option) await unchoose(surface, saga, option);
    throw error;
  }
}

const MOST_CHOICES = 20;

async function choose(surface: Surface, saga: Saga, choice: Choice): Promise<void> {
  await changeSaga(surface, saga, (before) => ({
    saga: { ...before, choices: [...before.choices, choice].slice(-MOST_CHOICES) },
  }));
}

/** Forgets the last choice, which was refused. */
async function unchoose(surface: Surface, saga: Saga, option: DeliveryOption): Promise<void> {
  await changeSaga(surface, saga, (before) => {
    const last = before.choices.at(-1);
    return last && isSame(last.option, option)
      ? { saga: { ...before, choices: before.choices.slice(0, -1) } }
      : null;
  });
}
