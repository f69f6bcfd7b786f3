import { html } from 'hono/html';
import type { Html, Page } from '../page/shell.ts';
import type { Checkout } from './objects.ts';

/** The page of a checkout, as its buyer sees it now; `notice` is what is said to the buyer, null for nothing. */
export function checkoutPage(checkout: Checkout, notice: string | null, status: number): Page {
  const { successRedirectUrl, failRedirectUrl } = checkout;
  const title = titleOf(checkout);
  return {
    title: [notice, title].filter(Boolean).join(' '),
    status,
    leadsTo: [successRedirectUrl, failRedirectUrl].filter((url) => url !== undefined),
    body: html`<h1>${title}</h1>
${notice !== null && html`<p class="notice" role="alert">${notice}</p>`}
<div class="sheets">
<section class="sheet">${order(checkout)}</section>
<section class="sheet">${next(checkout)}</section>
</div>`,
  };
}

function titleOf({ status, amount }: Checkout): string {
  switch (status) {
    case 'ACTIVE':
      return `Pay ${amount} USDC`;
    case 'PROCESSING':
      return 'Your payment is on its way';
    case 'COMPLETED':
    case 'REFUNDED':
    case 'PARTIALLY_REFUNDED':
      return 'Nothing left to pay';
    case 'EXPIRED':
      return 'This page has expired';
    case 'DEACTIVATED':
      return 'The shop has closed this page';
    case 'FAILED':
      return 'Your payment has failed';
  }
}

function order({ description, amount, fiatAmount, fiatCurrency, address, refunds = [] }: Checkout): Html {
  return html`<table>
<caption>Your order</caption>
<tbody>
<tr><th scope="row">${description ?? 'A payment'}</th><td>${fiatAmount ?? amount} ${fiatCurrency ?? 'USDC'}</td></tr>
${refunds.map(
  (refund) => html`<tr><th scope="row">${BACK[refund.status]}</th><td>${refund.amount} USDC</td></tr>
`,
)}
</tbody>
<tfoot><tr><th scope="row">Total</th><td>${amount} USDC</td></tr></tfoot>
</table>
<p class="quiet">USDC on Base, to ${address}</p>`;
}

const BACK = {
  PENDING: 'On its way back to you',
  COMPLETED: 'Given back to you',
  FAILED: 'Could not be given back',
} as const;

/** What the buyer can do next. */
function next(checkout: Checkout): Html {
  const { status, amount, successRedirectUrl, failRedirectUrl } = checkout;
  switch (status) {
    case 'ACTIVE':
      return choices(checkout);
    case 'PROCESSING':
      return html`<form method="post">
<h2>Waiting for the network</h2>
<p>${amount} USDC are on their way. The shop will hear when they have arrived.</p>
<button class="primary" name="action" value="confirm">Have them arrive</button>
<button name="action" value="fail">Have the payment fail</button>
${leave(failRedirectUrl, 'Back to the shop')}
</form>`;
    case 'COMPLETED':
    case 'REFUNDED':
    case 'PARTIALLY_REFUNDED':
      return html`<h2>Paid</h2>
<p>You have paid ${amount} USDC, once.</p>
${successRedirectUrl && html`<a class="button primary" href="${successRedirectUrl}">Continue to the shop</a>`}`;
    case 'EXPIRED':
    case 'DEACTIVATED':
    case 'FAILED':
      return html`<h2>Nothing was taken</h2>
<p>Go back to the shop to get a new page.</p>
${leave(failRedirectUrl, 'Back to the shop')}`;
  }
}

function choices({ amount, expiresAt, failRedirectUrl }: Checkout): Html {
  return html`<form method="post">
<h2>Your wallet</h2>
<button class="primary" name="action" value="pay">Pay ${amount} USDC on Base</button>
<div class="ways">
<h2>Or see what else can happen</h2>
<button name="action" value="dawdle">Pay, and have the network take its time</button>
<button name="action" value="fail">Have the payment fail</button>
<button name="action" value="expire">Let this page expire</button>
${leave(failRedirectUrl, 'Back to the shop')}
</div>
<p class="quiet">Open until <time datetime="${expiresAt}">${expiresAt.slice(0, 16).replace('T', ' ')} UTC</time>.</p>
</form>`;
}

function leave(url: string | undefined, text: string): Html | '' {
  return url === undefined ? '' : html`<a class="button" href="${url}">${text}</a>`;
}
