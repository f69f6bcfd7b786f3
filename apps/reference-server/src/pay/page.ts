import { hash } from 'node:crypto';
import type { OpenPage } from '@railyard/core';
import type { PaymentView } from '@railyard/core/chooser';
import { amountsIn } from './amounts.ts';
import { documentOf, TEST_MARK } from './document.ts';
import { type Html, html, plain, theirs } from './html.ts';
import { receipt } from './receipt.ts';
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
  const { view, seller, locale, mode, problem } = shown;
  const { purchase, state } = view;
  const { icon, heading, lead, actions } = tell(shown);
  const amounts = amountsIn(locale, purchase.total.currency);
  const mayChange = state === 'waiting' || view.methods.length > 0;
  return documentOf({
    title: `${problem ?? heading} · ${plain(seller)}`,
    body: html`<main data-state="${stateOf(view)}" data-watch="${mayChange ? 'yes' : 'no'}" class="${state}">
<header>
<p class="seller">${theirs(seller)}${mode === 'test' && TEST_MARK}</p>
<p class="amount"><bdi>${amounts(purchase.total.amount)}</bdi></p>
</header>
<section class="state">
${problem !== null && html`<p class="problem" role="alert">${problem}</p>`}
<div class="headline">${icon}<h1 tabindex="-1">${heading}</h1></div>
<p class="lead">${lead}</p>
${actions}
</section>
${receipt(purchase, amounts)}
</main>`,
  });
}
