import type { Mode, OpenPage, Order } from '@railyard/core';
import type { PaymentView } from '@railyard/core/chooser';
import { dateOf, untilThen } from './dates.ts';
import { type Html, html, theirs } from './html.ts';
import { CHECK, CLOCK, CROSS, DOTS, RETURN } from './icons.ts';
import { methodForm, providerOf } from './methods.ts';

/** A payment as one buyer sees it. */
export interface Shown {
  readonly view: PaymentView;
  readonly seller: string;
  /** In which amounts are written. */
  readonly locale: string;
  readonly mode: Mode;
  readonly now: number;
  /** The chooser itself, or where a buyer comes back from a provider's page. */
  readonly place: 'chooser' | 'return';
  /** Why what the buyer has just asked for could not be done. */
  readonly problem: string | null;
}

/** What a state says, and what can be done in it. */
export interface Told {
  readonly icon: Html | null;
  readonly heading: string;
  readonly lead: Html;
  readonly actions: Html | null;
}

const LOOK_AGAIN = html`<p class="note"><a href="">Look again</a><span class="auto" hidden> or wait: this page looks by itself.</span></p>`;

/** The words of a state, and its buttons. */
export function tell(shown: Shown): Told {
  const { state, page, order } = shown.view;
  switch (state) {
    case 'choose':
      return choosing(shown);
    case 'waiting':
      return page ? waiting(shown, page) : CHECKING;
    case 'paid':
      return paid(shown, order);
    case 'failed':
      return shown.view.isPaidAsOther ? PAID_AS_OTHER : failed(shown);
    case 'expired':
      return shown.view.isPaidAsOther ? PAID_AS_OTHER : expired(shown);
    case 'refunded':
      return REFUNDED;
  }
}

function choosing(shown: Shown): Told {
  const { expiresAt } = shown.view;
  return {
    icon: null,
    heading: 'Choose how to pay',
    lead: html`You pay once, on the provider’s own page.`,
    actions: html`${waysToPay(shown)}
${expiresAt !== null && html`<p class="note">This page is open for another ${untilThen(expiresAt, shown.now)}.</p>`}`,
  };
}

function waiting(shown: Shown, page: OpenPage): Told {
  const provider = providerOf(page.rail) ?? 'the provider';
  const left = untilThen(page.expiresAt, shown.now);
  return {
    icon: CLOCK,
    heading: 'Waiting for your payment',
    lead: html`If you have paid, this page shows it in a moment. If not, ${provider}’s page is open for another ${left}.`,
    actions: html`<p><a class="button" href="${page.url}">Continue to ${provider}</a></p>
${LOOK_AGAIN}${otherWays(shown, provider)}`,
  };
}

function otherWays({ view: { methods, chosen }, place }: Shown, provider: string): Html | null {
  const others = methods.filter((name) => name !== chosen);
  if (others.length === 0 || place === 'return') return null;
  return html`<h2>Pay another way</h2>
<p class="small">This closes ${provider}’s page first, so that you cannot pay twice.</p>
${methodForm(others)}`;
}

const CHECKING: Told = {
  icon: DOTS,
  heading: 'Confirming your payment',
  lead: html`We are checking with the payment provider. Please do not pay again: this page shows how it went as soon as we know.`,
  actions: LOOK_AGAIN,
};

function paid({ seller, mode }: Shown, order: Order | null): Told {
  const provider = order && providerOf(order.rail);
  return {
    icon: CHECK,
    heading: 'Paid. Thank you.',
    lead: html`${theirs(seller)} has your order. ${mode === 'test' ? 'This was a test: no real money moved.' : 'You can close this page.'}`,
    actions:
      order &&
      html`<dl class="facts">
<div><dt>Order</dt><dd>${order.id}</dd></div>
<div><dt>Paid</dt><dd>${dateOf(order.paidAt)}</dd></div>
${provider !== null && html`<div><dt>Through</dt><dd>${provider}</dd></div>`}
</dl>`,
  };
}

function failed(shown: Shown): Told {
  const canRetry = shown.view.methods.length > 0;
  return {
    icon: CROSS,
    heading: 'The payment did not go through',
    lead: html`No money was taken. ${canRetry ? 'Try again, or pay another way.' : 'Ask for a new payment link where you got this one.'}`,
    actions: waysToPay(shown),
  };
}

function expired(shown: Shown): Told {
  const canRetry = shown.place === 'return' && shown.view.chooser !== null;
  return {
    icon: CLOCK,
    heading: 'This page has ended',
    lead: html`No money was taken on it. ${canRetry ? 'You can still choose how to pay.' : 'Ask for a new payment link where you got this one.'}`,
    actions: waysToPay(shown),
  };
}

const PAID_AS_OTHER: Told = {
  icon: CHECK,
  heading: 'The order was changed, and is paid',
  lead: html`No money was taken on this page. The order as it is now is paid already: there is nothing left to pay.`,
  actions: null,
};

const REFUNDED: Told = {
  icon: RETURN,
  heading: 'Your money goes back to you',
  lead: html`What you paid is returned the way it came. That can take a few days. There is nothing that you need to do.`,
  actions: null,
};

/** The methods, or from elsewhere the way to them. */
function waysToPay({ view, place }: Shown): Html | null {
  if (place === 'chooser') return view.methods.length > 0 ? methodForm(view.methods) : null;
  // From /return/{tenant}/{cart}/{attempt}.
  return view.chooser === null
    ? null
    : html`<p><a class="button" href="../../../pay/${view.chooser}">Choose how to pay</a></p>`;
}
