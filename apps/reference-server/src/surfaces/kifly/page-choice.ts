import { type Mount, RailError } from '@railyard/core';
import type { ChooserMethod } from '@railyard/core/chooser';

/** The rail of a chooser, in the API: the one that gives the buyer a choice. */
export const CHOOSER_RAIL = 'coinbase';
/** The rail whose page needs nothing of the buyer. */
export const DEFAULT_RAIL = 'stripe-checkout';
/** The rail of a seller who sells nothing here. */
export const REFERRING_RAIL = 'directory-handoff';

/** What a chooser offers, by the names that the API and the page use. */
export const CHOOSER_METHODS: readonly ChooserMethod[] = [
  { name: 'usdc-on-base', rail: CHOOSER_RAIL },
  { name: 'card-via-stripe', rail: DEFAULT_RAIL },
];

/** The address of the chooser with this id. */
export function chooserUrl(baseUrl: string, id: string): string {
  return `${baseUrl}/pay/${id}`;
}

/** The page that a caller gets: a chooser, or that of one rail. */
export type PageChoice = { readonly type: 'chooser' } | { readonly type: 'page'; readonly rail: string };

/**
 * The page for a caller who names a rail, or none. Without a name: the chooser of a seller who has it, else the page of
 * Stripe. A seller without the chooser gives Stripe's page also to who names it.
 */
export function choosePage(mounts: readonly Mount[], named: string | undefined): PageChoice {
  const isActive = (id: string): boolean => mounts.some(({ rail, active }) => active && rail.id === id);
  const mount = mounts.find(({ rail }) => rail.id === named);
  if (named !== undefined && !mount) throw noSuchRail(mounts, named, mounts.filter(hasPage));
  const refers = isActive(REFERRING_RAIL);
  if (mount && !hasPage(mount)) throw refers ? notActive(mounts, mount.rail.id) : noPage(mount);
  if (named !== undefined && named !== CHOOSER_RAIL) return { type: 'page', rail: named };
  if (isActive(CHOOSER_RAIL)) return { type: 'chooser' };
  return { type: 'page', rail: refers ? (named ?? REFERRING_RAIL) : DEFAULT_RAIL };
}

/**
 * The same for a caller who can pay as an agent, too: null when the named rail is an agent's, or when nobody named one
 * and the seller has no page.
 */
export function chooseAny(mounts: readonly Mount[], named: string | undefined): PageChoice | null {
  const own = mounts.filter(({ rail }) => rail.id === named);
  if (named !== undefined && own.length === 0) throw noSuchRail(mounts, named);
  const isAgents = own.some((mount) => !hasPage(mount));
  const opens = mounts.some((mount) => mount.active && hasPage(mount));
  return isAgents || (named === undefined && !opens) ? null : choosePage(mounts, named);
}

function hasPage({ rail }: Mount): boolean {
  return rail.manifest.payer === 'human';
}

/** The rail of the page that a checkout without a payment opens: of a seller who sells nothing here; else null. */
export function referralOf(mounts: readonly Mount[]): string | null {
  const mount = mounts.find(({ rail, active }) => active && rail.id === REFERRING_RAIL);
  return mount ? mount.rail.id : null;
}

/** Why nothing can be had on a rail that there is. */
export function notActive(mounts: readonly Mount[], named: string): RailError {
  const active = mounts.filter((mount) => mount.active).map(({ rail }) => rail.id);
  return new RailError('rail_not_active', `The rail "${named}" is not active at this seller.`, {
    details: { payment_rail: named, active_rails: active },
    nextAction:
      active.length > 0 ? `Pay on one of these: ${active.join(', ')}.` : 'Ask the seller for a rail.',
  });
}

/** Why there is nothing to be had on a rail that is none of these; one of those `offered` would do. */
function noSuchRail(mounts: readonly Mount[], named: string, offered = mounts): RailError {
  // It is there for sellers who sell nothing here, and for no others.
  if (named === REFERRING_RAIL) return notActive(mounts, named);
  const ids = [...new Set(offered.map(({ rail }) => rail.id))].join(', ');
  return new RailError('validation', `There is no rail "${named}" here.`, {
    details: { fields: { payment_rail: `One of: ${ids}.` } },
    nextAction: `Name no rail, for the one that the seller prefers, or one of these: ${ids}.`,
  });
}

function noPage({ rail }: Mount): RailError {
  return new RailError('purchase_not_accepted', `The rail "${rail.id}" has no page: no person pays on it.`, {
    details: { payment_rail: rail.id, reason: 'no_page' },
    nextAction: 'Check the cart out to get its challenge, or name a rail that a person pays on.',
  });
}
