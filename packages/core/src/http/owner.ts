import { type Checkout, yardOf } from '../checkout/create.ts';
import { cartKey, proofKey } from '../checkout/keys.ts';
import { principalOf } from '../checkout/request.ts';
import type { Owner, Yard } from '../checkout/yard.ts';
import type { CartRecord, ProofRecord } from '../record.ts';

/**
 * What a payment tells of who sends it, where nothing else does: a credential that was presented before, or whom an
 * authentic challenge was made for, in the words that rails get (`principal` is a hash).
 */
export type Clue = { readonly fingerprint: string } | { readonly tenant: string; readonly principal: string };

/** Whose cart a payment is for that came without an API key; null when the clue does not lead to this cart. */
export async function ownerOf(checkout: Checkout, cart: string, clue: Clue): Promise<Owner | null> {
  const yard = yardOf(checkout);
  if ('fingerprint' in clue) {
    const proof = await yard.store.get<ProofRecord>('proof', proofKey(clue.fingerprint).key);
    return proof?.cart === cart ? ownerIn(yard, proof.tenant, cart) : null;
  }
  const owner = await ownerIn(yard, clue.tenant, cart);
  return owner && (await principalOf(yard, owner)) === clue.principal ? owner : null;
}

async function ownerIn({ store }: Yard, tenant: string, cart: string): Promise<Owner | null> {
  const record = await store.get<CartRecord>('cart', cartKey(tenant, cart).key);
  return record && { tenant, principal: record.cart.principal };
}
