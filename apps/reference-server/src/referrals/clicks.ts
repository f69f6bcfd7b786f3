import type { Outcome, Owner, Store } from '@railyard/core';
import type { Claims } from '@railyard/rail-handoff';

/** The store's space for referrals and their clicks: one record for each. */
export const CLICK_SPACE = 'click';

/** How often the links of a referral were followed. Nothing is kept of who did. */
export interface Clicks {
  readonly tenant: string;
  /** Whose cart was handed over; left out where only the click is known. */
  readonly principal?: string;
  readonly referral: string;
  /** The seller's handle. */
  readonly seller: string;
  readonly items: readonly ItemClicks[];
}

/** The clicks on the links to one product. */
export interface ItemClicks {
  readonly variant: string;
  readonly count: number;
  /** When the last one was counted, in milliseconds since 1970. */
  readonly countedAt: number;
  /** The link that was followed then. */
  readonly link: string;
}

/** Milliseconds. For so long, the same link followed again is the same click. */
const SAME_CLICK = 10 * 60_000;
/** Milliseconds. For so long, clicks are kept after their links have expired. */
const KEPT = 90 * 86_400_000;

/** Keeps whose referral it is, for as long as its clicks. One without links has none. */
export async function keepReferral(
  store: Store,
  { tenant, principal }: Owner,
  { handoff, purchase: { seller } }: Extract<Outcome, { type: 'referred' }>,
): Promise<void> {
  const { referral_id: referral, expires_at: expiresAt } = handoff;
  if (typeof referral !== 'string' || typeof expiresAt !== 'string') return;
  await store.update([{ space: CLICK_SPACE, key: referral }], ([row]) => {
    const before = row?.value as Clicks | undefined;
    if (before?.principal !== undefined) return { rows: [], result: null };
    const value: Clicks = { items: [], ...before, tenant, principal, referral, seller };
    const due = Date.parse(expiresAt) + KEPT;
    return { rows: [{ value, tenant, state: 'kept', due }], result: null };
  });
}

/** Counts a link that was followed. */
export async function countClick(store: Store, tenant: string, claims: Claims): Promise<void> {
  const { referral, seller, expiresAt } = claims;
  await store.update([{ space: CLICK_SPACE, key: referral }], ([row], now) => {
    const known = row?.value as Clicks | undefined;
    const before = known?.items ?? [];
    const items = counted(before, claims, now);
    const value: Clicks = { ...known, tenant, referral, seller, items };
    const after = { value, tenant, state: 'clicked', due: expiresAt + KEPT };
    return { rows: items === before ? [] : [after], result: null };
  });
}

/** The clicks on the links of a referral; null when there are none, or they are not kept any more. */
export function readClicks(store: Store, referral: string): Promise<Clicks | null> {
  return store.get<Clicks>(CLICK_SPACE, referral);
}

/** The same list when it is the same click. */
function counted(
  items: readonly ItemClicks[],
  { variant, id: link }: Claims,
  now: number,
): readonly ItemClicks[] {
  const item = items.find((one) => one.variant === variant);
  if (item?.link === link && now - item.countedAt < SAME_CLICK) return items;
  const others = items.filter((one) => one !== item);
  return [...others, { variant, count: (item?.count ?? 0) + 1, countedAt: now, link }];
}
