import type { JsonObject } from '@railyard/core/rail';
import { asMembers, textIn } from './members.ts';
import { isPlain } from './text.ts';

/** What we write on every checkout. */
export interface Ours {
  /** The idempotency key of the attempt: what the checkout is known by. */
  readonly key: string | null;
  readonly attempt: string | null;
  readonly deployment: string | null;
  readonly tenant: string | null;
  readonly cart: string | null;
  readonly order: string | null;
}

/** Coinbase's bound for a value of metadata. */
const LONGEST = 100;

/** The names as metadata. One that is too long is left out; the key, a hash, never is. */
export function encodeOurs(ours: Ours): JsonObject {
  const fit = Object.entries(ours).flatMap(([name, value]: readonly [string, string | null]) =>
    value !== null && isFit(value) ? [[`railyard_${name}`, value] as const] : [],
  );
  return Object.fromEntries(fit);
}

function isFit(value: string): boolean {
  return value !== '' && value.length <= LONGEST && isPlain(value);
}

/** Reads what we wrote on a checkout. */
export function readOurs(checkout: JsonObject): Ours {
  const metadata = asMembers(checkout.metadata);
  return {
    key: textIn(metadata, 'railyard_key'),
    attempt: textIn(metadata, 'railyard_attempt'),
    deployment: textIn(metadata, 'railyard_deployment'),
    tenant: textIn(metadata, 'railyard_tenant'),
    cart: textIn(metadata, 'railyard_cart'),
    order: textIn(metadata, 'railyard_order'),
  };
}
