import type { Awaitable } from '@railyard/core';

/** What a cart holds, or what was paid of it. */
export interface Goods {
  readonly tenant: string;
  /** The seller's handle. */
  readonly seller: string;
  readonly cart: string;
  readonly lines: readonly Line[];
}

export interface Line {
  readonly variant: string;
  readonly quantity: number;
}

/**
 * Where the goods of a cart are: set aside, given back, sold, or refused because they were paid for when nothing was
 * left. The last two are for good.
 */
export type Reservation = 'held' | 'released' | 'sold' | 'refused';

/** What is set aside for a cart, or was. Setting its goods aside once more makes another hold, with another id. */
export interface Hold {
  readonly id: number;
  readonly state: Reservation;
}

/**
 * The goods that there are. Every method may be called again, by any number of processes, and does what it has done
 * once. Put your own stock behind it.
 */
export interface Inventory {
  /**
   * Sets the goods of a cart aside, until this moment at least, in place of what was set aside for it before: all of
   * them, or nothing and resolves with the variants of which there is too little.
   */
  reserve(goods: Goods, until: number): Promise<readonly string[]>;
  /** Sells what was paid, whether or not it is set aside still. For good: `false` when there is too little. */
  sell(goods: Goods): Promise<boolean>;
  /** Gives back what is set aside by the hold with this id: nothing where another has taken its place. */
  release(cart: Pick<Goods, 'tenant' | 'cart'>, hold: Hold['id']): Promise<void>;
  /** Null where nothing of the cart is counted. */
  find(cart: Pick<Goods, 'tenant' | 'cart'>): Promise<Hold | null>;
  /** Gives back what has been set aside for too long, unless somebody pays for it at this moment. */
  lapse(isBeingPaid: (cart: Pick<Goods, 'tenant' | 'cart'>) => Awaitable<boolean>): Promise<void>;
}

/** Milliseconds. So long goods stay set aside for who has asked what they cost. */
export const HELD_FOR = 15 * 60_000;
