import type { Mode, Purchase } from '@railyard/core';
import { amountsIn } from './amounts.ts';
import { documentOf, TEST_MARK } from './document.ts';
import { type Html, html, plain, theirs } from './html.ts';
import { type ReceiptLook, receipt } from './receipt.ts';
import type { Told } from './states.ts';

/** A purchase as one person sees it, and what they can do about it. */
interface PurchasePage {
  readonly purchase: Purchase;
  readonly seller: string;
  /** In which amounts are written. */
  readonly locale: string;
  readonly mode: Mode;
  /** Why what was just asked for could not be done. */
  readonly problem: string | null;
  readonly told: Told;
  /** What a script compares to see whether the page still shows how things are. */
  readonly state: string;
  /** Whether a script has anything to look for. */
  readonly mayChange: boolean;
  /** As the style sheet knows the state. */
  readonly look: string;
  readonly receipt?: ReceiptLook;
}

/** A page with the total on top, what there is to do, and what is bought below. */
export function purchasePage(page: PurchasePage): Html {
  const { purchase, seller, locale, mode, problem, told, state, mayChange, look } = page;
  const { icon, heading, lead, actions } = told;
  const amounts = amountsIn(locale, purchase.total.currency);
  return documentOf({
    title: `${problem ?? heading} · ${plain(seller)}`,
    body: html`<main data-state="${state}" data-watch="${mayChange ? 'yes' : 'no'}" class="${look}">
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
${receipt(purchase, amounts, page.receipt)}
</main>`,
  });
}
