import { choose } from '@railyard/core/chooser';
import { type HostedShop, type Link, openLink } from './shop.ts';

/** The rails whose pages are at a provider. */
export type HostedRail = 'stripe-checkout' | 'coinbase';

/** A page that is open at its provider, for a cart of $49.99; `session` is the provider's id of it. */
export async function openPage(shop: HostedShop, rail: HostedRail, key = 'link'): Promise<Link> {
  const link = await openLink(shop, rail, key);
  if (rail === 'stripe-checkout') return link;
  const { page } = await choose(shop.server.checkout, link.session, 'usdc-on-base');
  return { cart: link.cart, session: page?.reference ?? '', url: page?.url ?? '' };
}
