import { hash } from 'node:crypto';
import type { OpenPage } from '@railyard/core';
import type { PaymentView } from '@railyard/core/chooser';
import { orderTotal } from '../order-total.ts';
import type { Html } from './html.ts';
import { purchasePage } from './purchase-page.ts';
import { type Shown, tell } from './states.ts';

/** What a script compares to see whether the page still shows how things are. */
export function stateOf({ state, page }: PaymentView): string {
  return JSON.stringify({ state, open: page && markOf(page) });
}

/** Tells one provider's page from another, and leads to none. */
function markOf({ rail, reference }: OpenPage): string {
  return hash('sha256', `${rail}/${reference}`, 'base64url').slice(0, 12);
}

/** The page of a payment. */
export function paymentPage(shown: Shown): Html {
  const { view } = shown;
  return purchasePage({
    ...shown,
    purchase: { ...view.purchase, total: orderTotal(view) },
    told: tell(shown),
    state: stateOf(view),
    mayChange: view.state === 'waiting' || view.methods.length > 0,
    look: view.state,
  });
}
