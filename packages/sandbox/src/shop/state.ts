import type { Seeded } from '../provider/journal.ts';
import type { Table } from '../provider/table.ts';
import type { ShopCart, ShopMail, ShopOrder, ShopProduct } from './objects.ts';

export interface HeldProduct {
  object: Omit<ShopProduct, 'available'>;
  stock: number;
}

export interface Customer {
  readonly id: string;
  readonly email: string;
  readonly token: string;
}

/** A wish to link an account, until the code of its letter comes back. */
export interface Link {
  readonly email: string;
  readonly code: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
  tries: number;
}

export interface HeldCart {
  readonly customer: string;
  object: ShopCart;
  /** The order that was made of it; null before. */
  order: string | null;
}

/** An order, and what its bank knows it by. */
export interface HeldOrder {
  readonly customer: string;
  /** What was asked for, but for the card. */
  readonly digest: string;
  object: ShopOrder;
  /** The card that it can charge again; null while it knows of none. */
  token: string | null;
  authorizations: readonly string[];
  /** What it takes once the order is on its way. */
  readonly takes: number;
}

/** All that a local shop remembers. */
export interface State extends Seeded {
  readonly products: Table<HeldProduct>;
  readonly customers: Table<Customer>;
  readonly links: Table<Link>;
  readonly carts: Table<HeldCart>;
  readonly orders: Table<HeldOrder>;
  readonly mails: Table<ShopMail>;
}

/** The names of what can be many, and grows. */
export const TABLES = [
  'products',
  'customers',
  'links',
  'carts',
  'orders',
  'mails',
] as const satisfies readonly (keyof State)[];
