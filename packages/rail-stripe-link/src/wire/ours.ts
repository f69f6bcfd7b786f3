import type { JsonObject } from '@railyard/core/rail';
import { membersOf, textOf } from './members.ts';

const NAMES = ['attempt', 'deployment', 'tenant', 'cart', 'order', 'refund'] as const;

/** What we write on every object at Stripe. Null members on an object of somebody else. */
export type Ours = Readonly<Record<(typeof NAMES)[number], string | null>>;

// Stripe's bound for a value of metadata.
const LONGEST = 500;

/** Metadata that name a payment of ours. */
export function encodeOurs(ours: Partial<Ours>): Record<string, string> {
  const known = NAMES.flatMap((name) => {
    const value = ours[name] ?? '';
    return value === '' || value.length > LONGEST ? [] : [[`railyard_${name}`, value] as const];
  });
  return Object.fromEntries(known);
}

/** Reads what we wrote on an object of Stripe's. */
export function readOurs(object: JsonObject): Ours {
  const metadata = membersOf(object.metadata) ?? {};
  const named = NAMES.map((name) => [name, textOf(metadata[`railyard_${name}`], /./)] as const);
  return Object.fromEntries(named) as Ours;
}
