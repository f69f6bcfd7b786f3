import type { JsonObject } from '@railyard/core/rail';
import { formed, objectIn } from './members.ts';

const NAMES = ['attempt', 'deployment', 'tenant', 'cart', 'order'] as const;

/** What we write on every card. Null members on one of somebody else. */
export type Bearing = Readonly<Record<(typeof NAMES)[number], string | null>>;

// Stripe's bound for a value of metadata.
const MOST = 500;

/** Metadata that name the attempt a card is for. */
export function metadataOf(bearing: Bearing): JsonObject {
  const named = NAMES.flatMap((name) => {
    const value = bearing[name] ?? '';
    return value === '' || value.length > MOST ? [] : [[`railyard_${name}`, value] as const];
  });
  return Object.fromEntries(named);
}

/** Reads what we wrote on a card. */
export function bearingOf(card: JsonObject): Bearing {
  const metadata = objectIn(card.metadata);
  const read = NAMES.map((name) => [name, formed(metadata?.[`railyard_${name}`], /./)] as const);
  return Object.fromEntries(read) as Bearing;
}
