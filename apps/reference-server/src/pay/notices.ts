import type { ErrorCode, OpenPage } from '@railyard/core';
import { publicError } from '@railyard/core/http';
import { type Html, html } from './html.ts';
import { CROSS, DOTS } from './icons.ts';
import { providerOf } from './methods.ts';
import { notice } from './notice.ts';

/** For an address that leads to no payment. */
export const NOTHING_HERE = notice({
  icon: CROSS,
  heading: 'No payment here',
  text: html`The link is incomplete, or another has taken its place. Ask for a new one where you got it.`,
});

/** For a payment that cannot be shown at the moment. */
export const CANNOT_SHOW = notice({
  icon: CROSS,
  heading: 'This page cannot be shown now',
  text: html`Something is wrong on our side. <a href="">Look again</a> in a moment, before you pay anywhere.`,
});

/**
 * On the way to a provider. Browsers hold the redirects of a form to `form-action`, which cannot name every provider; so
 * a form leads here, and this page leads on.
 */
export function onTheWay({ rail, url }: OpenPage): Html {
  const provider = providerOf(rail) ?? 'the provider';
  return notice({
    icon: DOTS,
    heading: `Taking you to ${provider}`,
    text: html`<a class="button" href="${url}">Continue to ${provider}</a>`,
    head: html`<meta http-equiv="refresh" content="0; url=${url}">`,
  });
}

const SENTENCES: Partial<Readonly<Record<ErrorCode, string>>> = {
  validation: 'That is not a way to pay here. Choose one of those below.',
  payload_too_large: 'That was more than this page can read. Choose one of the ways below.',
  payment_unresolved:
    'We cannot tell yet whether an earlier payment went through. Do not pay again; look again in a minute.',
  cart_locked: 'Another payment of this order is under way. Wait a moment, then look again.',
  idempotency_in_flight: 'The page is being opened already. Wait a moment, then look again.',
  purchase_not_accepted: 'This order cannot be paid that way. Choose another.',
  denied: 'This order may not be paid now: a limit on spending forbids it. Ask where you got this link.',
  needs_approval:
    'Somebody has to approve this order before it is paid, and has been asked. Look again when they have.',
  rail_not_active: 'The seller does not take payments that way now. Choose another.',
  too_many_attempts: 'This order was tried too often. Ask for a new payment link where you got this one.',
  price_changed: 'The order has changed since. Ask for a new payment link where you got this one.',
};

/** What a buyer is told of an error, and its status. */
export function problemOf(error: unknown): { readonly status: number; readonly sentence: string } {
  const { code, status } = publicError(error);
  const sentence =
    SENTENCES[code] ?? 'That page could not be opened now. Try again in a moment, or choose another way.';
  return { status, sentence };
}
