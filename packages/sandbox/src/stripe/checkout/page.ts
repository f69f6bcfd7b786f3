import { html } from 'hono/html';
import { shownAmount } from '../../page/amount.ts';
import type { Html, Page } from '../../page/shell.ts';
import type { StripeIntent } from '../objects.ts';
import type { HeldSession } from '../state.ts';
import type { StripeSession } from './objects.ts';
import { successOf } from './visit.ts';

/** What a page shows besides its session. */
export interface Shown {
  /** Where the last try to pay stands; null before the first. */
  readonly tried: StripeIntent['status'] | null;
  /** What is said to the buyer; null when there is nothing to say. */
  readonly notice: string | null;
  readonly status: number;
}

/** The page of a session, as its buyer sees it now. */
export function sessionPage(held: HeldSession, { tried, notice, status }: Shown): Page {
  const { object: session } = held;
  const { cancel_url, success_url } = session;
  return {
    title: [notice, titleOf(session)].filter(Boolean).join(' '),
    status,
    leadsTo: cancel_url === null ? [success_url] : [success_url, cancel_url],
    body: html`<h1>${titleOf(session)}</h1>
<p class="quiet">${new URL(success_url).host}</p>
${notice !== null && html`<p class="notice" role="alert">${notice}</p>`}
<div class="sheets">
<section class="sheet">${order(held)}</section>
<section class="sheet">${next(held, tried)}</section>
</div>`,
  };
}

function titleOf({ status, amount_total, currency }: StripeSession): string {
  switch (status) {
    case 'open':
      return `Pay ${shownAmount(amount_total, currency)}`;
    case 'complete':
      return 'You are done here';
    case 'expired':
      return 'This page has expired';
  }
}

function order({ object: session, lines, rates, terms }: HeldSession): Html {
  const { amount_total, currency, shipping_cost } = session;
  const chosen = rates.find(({ id }) => id === shipping_cost?.shipping_rate);
  return html`<table>
<caption>Your order</caption>
<tbody>
${lines.map((line) => row(`${line.quantity} × ${line.description}`, line.amount_total, currency))}
${chosen && row(chosen.name, chosen.amount, currency)}
</tbody>
<tfoot>${row('Total', amount_total, currency)}</tfoot>
</table>
${terms.shipping && html`<h2>Ships to</h2><address>${addressOf(terms.shipping)}</address>`}`;
}

function row(name: string, amount: number, currency: string): Html {
  return html`<tr><th scope="row">${name}</th><td>${shownAmount(amount, currency)}</td></tr>
`;
}

function addressOf({ name, address }: NonNullable<HeldSession['terms']['shipping']>): string {
  const { line1, line2, city, state, postal_code, country } = address ?? {};
  const place = [city, state, postal_code].filter(Boolean).join(' ');
  return [name, line1, line2, place, country].filter(Boolean).join('\n');
}

/** What the buyer can do next. */
function next(held: HeldSession, tried: Shown['tried']): Html {
  const { object: session } = held;
  switch (session.status) {
    case 'open':
      return tried === 'requires_action' ? question(session) : choices(held);
    case 'complete':
      return done(session, tried);
    case 'expired':
      return html`<h2>Nothing was taken</h2>
<p>Go back to the shop to get a new page.</p>
${session.cancel_url && html`<a class="button" href="${session.cancel_url}">Back to the shop</a>`}`;
  }
}

function done(session: StripeSession, tried: Shown['tried']): Html {
  const [heading, sentence] = endOf(shownAmount(session.amount_total, session.currency), tried);
  return html`<h2>${heading}</h2>
<p>${sentence}</p>
<a class="button primary" href="${successOf(session)}">Continue to the shop</a>`;
}

function endOf(amount: string, tried: Shown['tried']): readonly [heading: string, sentence: string] {
  if (tried === 'succeeded') return ['Paid', `You have paid ${amount}, once.`];
  if (tried === 'processing')
    return ['Your bank is asked', `The shop hears when your bank has paid the ${amount}.`];
  return ['Not paid', `Your bank did not pay the ${amount}.`];
}

function choices({ object: session, email, rates }: HeldSession): Html {
  const { amount_total, currency, cancel_url, expires_at, shipping_cost } = session;
  const until = new Date(expires_at * 1000).toISOString();
  return html`<form method="post">
<h2>Your details</h2>
<label for="email">E-mail</label>
<input id="email" name="email" type="email" autocomplete="email" required value="${email ?? ''}">
${rates.length > 1 && deliveries(rates, shipping_cost?.shipping_rate, currency)}
<button class="primary" name="action" value="pay">${rates.length > 1 ? 'Pay' : `Pay ${shownAmount(amount_total, currency)}`}</button>
<div class="ways">
<h2>Or see what else can happen</h2>
<button name="action" value="decline">Pay with a card that is declined</button>
<button name="action" value="debit">Pay by bank debit</button>
<button name="action" value="challenge">Have the bank ask who pays</button>
<button name="action" value="expire" formnovalidate>Let this page expire</button>
${cancel_url && html`<a class="button" href="${cancel_url}">Back to the shop</a>`}
</div>
<p class="quiet">Open until <time datetime="${until}">${until.slice(0, 16).replace('T', ' ')} UTC</time>.</p>
</form>`;
}

function deliveries(rates: HeldSession['rates'], chosen: string | undefined, currency: string): Html {
  return html`<fieldset>
<legend>Delivery</legend>
${rates.map(
  ({ id, name, amount }) => html`<label>
<input type="radio" name="shippingRate" value="${id}"${id === chosen ? html` checked` : ''}>
${name}, ${shownAmount(amount, currency)}
</label>`,
)}
</fieldset>`;
}

/** The buyer's bank wants to know. */
function question({ amount_total, currency }: StripeSession): Html {
  return html`<form method="post">
<h2>Your bank asks</h2>
<p>Is it you who pays ${shownAmount(amount_total, currency)}?</p>
<button class="primary" name="action" value="authenticate">Yes, it is me</button>
<button name="action" value="refuse">No</button>
<div class="ways"><button name="action" value="expire">Let this page expire</button></div>
</form>`;
}
