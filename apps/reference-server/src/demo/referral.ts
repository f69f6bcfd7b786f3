import type { Say } from './say.ts';
import { callApi, fillCart, type SandboxFacts } from './shop.ts';

interface Referral {
  readonly status: string;
  readonly handoff: {
    readonly seller: { readonly name: string; readonly storefront_url: string };
    readonly items: readonly { readonly title: string; readonly link: string | null }[];
  };
  readonly disclaimer: string;
}

/** Asks for the page of a cart that cannot be bought here, and follows where it is sent. */
export async function followReferral(shop: SandboxFacts, say: Say): Promise<void> {
  const { cart_id } = await fillCart(shop, shop.elsewhere);
  const referral = await callApi<Referral>(shop, 'POST', '/payment-link', { cart_id });
  const { seller, items } = referral.handoff;
  say(`1. A cart at ${seller.name}, and where to buy it: the answer is "${referral.status}", and no order.`);
  for (const { title, link } of items) say(`   ${title}: ${link ?? seller.storefront_url}`);
  say(`   ${referral.disclaimer}`);

  const link = items.find((item) => item.link !== null)?.link;
  if (!link) throw new Error('The hand-off has no link.');
  const { status, headers } = await fetch(link, { redirect: 'manual' });
  say(`2. The link leads on to the seller's own site: ${status}.`);
  say(`   ${headers.get('location')}`);
}
