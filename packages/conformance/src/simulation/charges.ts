import type { Order } from '@railyard/core';
import { listRulings, type Ruled } from '@railyard/core/operator';
import type { Charge } from '../fakes/wire.ts';
import type { Ask } from './ask.ts';
import type { PlacedCart, World } from './world.ts';

/** What the simulation looks at in the stored record of a cart. */
export interface Stored {
  readonly cart: { readonly version: number; readonly tip: number };
  readonly order: Order | null;
  readonly attempts: readonly {
    readonly id: string;
    readonly rail: string;
    readonly state: string;
    readonly purchase: { readonly version: number };
    readonly reference: string | null;
    readonly request: string | null;
    readonly settlement: { readonly expiresAt?: number; readonly total?: { readonly amount: number } } | null;
    readonly proof: string | null;
    readonly sealed: string | null;
    readonly openCase: string | null;
    readonly taken: { readonly amount: number } | null;
    readonly due: number | null;
  }[];
  readonly refunds: readonly {
    readonly id: string;
    readonly attempt: string;
    readonly state: string;
    readonly openCase: string | null;
  }[];
}

export interface Found {
  readonly cart: PlacedCart;
  readonly record: Stored;
  /** Events that the platform was not told of. */
  readonly waiting: readonly unknown[];
  readonly charges: readonly Charge[];
  /** What a person has ruled on any of it. */
  readonly ruled: readonly Ruled[];
}

/** The records of all carts, and the money that was taken for each. */
export async function found(world: World): Promise<readonly Found[]> {
  return Promise.all(world.carts.map((cart) => foundOf(world, cart)));
}

async function foundOf(world: World, cart: PlacedCart): Promise<Found> {
  const key = `${cart.tenant}:${cart.id}`;
  const record = (await world.store.get<Stored>('cart', key)) as Stored;
  const waiting = (await world.store.get<readonly unknown[]>('outbox', key)) ?? [];
  const charges = world.provider.charges.filter((charge) => attemptOf(world, record, charge));
  const { rulings } = await listRulings(world.store, { tenant: cart.tenant, limit: 100 });
  const ruled = rulings.filter((one) => one.case.startsWith(`${cart.id}.`));
  return { cart, record, waiting, charges, ruled };
}

/** Whether a person has ruled so on an attempt. */
export function isRuled({ ruled }: Found, attempt: string | undefined, ruling: Ruled['ruling']): boolean {
  return ruled.some((one) => one.case.endsWith(`.${attempt}`) && one.ruling === ruling);
}

/** What the provider consumes when it takes the credential of a call; null when the call carries none. */
export function sourceOf({ headers }: Ask): string | null {
  const { 'x-keyed-token': token, 'x-nonce': authorization } = headers;
  if (token !== undefined) return token;
  if (authorization === undefined) return null;
  const [payer, nonce] = authorization.toLowerCase().split('.');
  return `nonce:${payer}:${nonce}`;
}

/** An authorization that the provider refuses, and that anybody may land all the same. */
export function isRefused(source: string): boolean {
  return /^nonce:\w+:refused/.test(source);
}

/** Money that came to a page which took none: it was over, or paid. */
export function isUnasked({ source }: Charge): boolean {
  return /^(?:late|more):/.test(source);
}

/** Beyond what was paid, and so no payment. */
export function isMore({ source }: Charge): boolean {
  return source.startsWith('more:');
}

/** The attempt that a charge was made for. A nonce names none: there the claim on the credential does. */
export function attemptOf(
  { provider }: World,
  { attempts }: Stored,
  { id, source }: Charge,
): Stored['attempts'][number] | undefined {
  const name = provider.attemptOf(id);
  return attempts.find((one) => (name === null ? one.proof === source : one.id === name));
}
