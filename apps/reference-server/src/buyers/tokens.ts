import { hash, timingSafeEqual } from 'node:crypto';
import type { Mode, Store } from '@railyard/core';
import type { Key, Row } from '@railyard/core/store';
import type { Buyer } from './buyer.ts';
import { BUYER_SPACE, buyerKey } from './spaces.ts';

interface StoredToken {
  readonly hash: string;
  readonly tenant: string;
  readonly buyer: string;
}

const RANDOM_BYTES = 24;

/** A new token: 192 random bits behind a prefix that tells test from live. */
export function newToken(mode: Mode, random: (bytes: number) => Uint8Array): string {
  return `kfb_${mode}_${Buffer.from(random(RANDOM_BYTES)).toString('hex')}`;
}

/** The key of the record that a token has, which is half of its hash: to find it tells nothing about the other half. */
export function tokenKey(token: string): Key {
  return { space: BUYER_SPACE, key: `token:${hashOf(token).slice(0, 32)}` };
}

/** What is kept of a token, which itself is kept nowhere. */
export function tokenRow(token: string, { tenant, id }: Buyer): Row<StoredToken> {
  return { value: { hash: hashOf(token), tenant, buyer: id }, tenant, state: 'active', due: null };
}

/** The buyer of this tenant that a token stands for; null for any other text. */
export async function buyerWith(
  store: Store,
  mode: Mode,
  { tenant, token }: { readonly tenant: string; readonly token: string },
): Promise<Buyer | null> {
  if (!new RegExp(`^kfb_${mode}_[0-9a-f]{${2 * RANDOM_BYTES}}$`).test(token)) return null;
  const { space, key } = tokenKey(token);
  const stored = await store.get<StoredToken>(space, key);
  if (stored?.tenant !== tenant) return null;
  if (!timingSafeEqual(Buffer.from(stored.hash), Buffer.from(hashOf(token)))) return null;
  return store.get<Buyer>(BUYER_SPACE, buyerKey(stored.buyer).key);
}

/** Stands for a token where it has to be told apart from others without being known. */
export function hashOf(token: string): string {
  return hash('sha256', token);
}
