import type { Purchase, PurchaseLine } from '@railyard/core';
import { type Html, html, theirs } from './html.ts';

/** Longer lists are folded. */
const MOST_OPEN = 12;

type Amounts = (amount: number) => string;

/** How a receipt is shown where it is not that of a buyer. */
export interface ReceiptLook {
  readonly heading: string;
  /** Whether a long list is folded: who decides has to see all of it. */
  readonly list: 'folded' | 'whole';
}

const BUYERS: ReceiptLook = { heading: 'Your order', list: 'folded' };

/** What is bought, line by line, and what it comes to. */
export function receipt(
  { lines, subtotal, deliveryFee, tip, total }: Purchase,
  amounts: Amounts,
  look: ReceiptLook = BUYERS,
): Html {
  const list = listOf(lines, amounts);
  const isFolded = look.list === 'folded' && lines.length > MOST_OPEN;
  return html`<section class="receipt" aria-labelledby="receipt">
<h2 id="receipt">${look.heading}</h2>
${isFolded ? html`<details><summary>Show all ${lines.length} items</summary>${list}</details>` : list}
<dl class="sums">
${sumOf('Subtotal', amounts(subtotal))}
${deliveryFee > 0 && sumOf('Delivery', amounts(deliveryFee))}
${tip > 0 && sumOf('Tip', amounts(tip))}
<div class="total"><dt>Total <span class="code">${total.currency.toUpperCase()}</span></dt><dd class="sum"><bdi>${amounts(total.amount)}</bdi></dd></div>
</dl>
</section>`;
}

function listOf(lines: readonly PurchaseLine[], amounts: Amounts): Html {
  return html`<ul>${lines.map((line) => itemOf(line, amounts))}</ul>`;
}

function itemOf({ title, quantity, unitAmount }: PurchaseLine, amounts: Amounts): Html {
  const each = quantity > 1 && html`<p class="each">${quantity} × <bdi>${amounts(unitAmount)}</bdi></p>`;
  return html`<li><div class="words"><p class="title">${theirs(title)}</p>${each}</div><p class="sum"><bdi>${amounts(quantity * unitAmount)}</bdi></p></li>`;
}

function sumOf(name: string, amount: string): Html {
  return html`<div><dt>${name}</dt><dd class="sum"><bdi>${amount}</bdi></dd></div>`;
}
