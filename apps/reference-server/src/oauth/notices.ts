import { type ErrorCode, isRailError } from '@railyard/core';
import { publicError } from '@railyard/core/http';
import { type Html, html, theirs } from '../pay/html.ts';
import { CLOCK, CROSS, DOTS } from '../pay/icons.ts';
import { notice } from '../pay/notice.ts';

/** For an address that leads to no visit. */
export const ENDED = notice({
  icon: CLOCK,
  heading: 'This page has ended',
  text: html`Nothing was allowed on it. Go back to the app that sent you here, and connect again.`,
});

/** For what a client asks for wrongly, so that it cannot even be told where it came from. */
export const REFUSED = notice({
  icon: CROSS,
  heading: 'The app cannot be connected',
  text: html`It asked for something that cannot be allowed, or too late. Go back to the app, remove this server from it, and add it again.`,
});

/** For a page that cannot be shown at the moment. */
export const CANNOT_SHOW = notice({
  icon: CROSS,
  heading: 'This page cannot be shown now',
  text: html`Something is wrong on our side. <a href="">Look again</a> in a moment.`,
});

/** On the way back to a client: browsers hold the redirects of a form to `form-action`, so this page leads on. */
export function onTheWayTo(client: string, url: string): Html {
  return notice({
    icon: DOTS,
    heading: 'Taking you back',
    text: html`You can close this page when ${theirs(client)} goes on. <a class="button" href="${url}">Continue</a>`,
    head: html`<meta http-equiv="refresh" content="0; url=${url}">`,
  });
}

const SENTENCES: Partial<Readonly<Record<ErrorCode, string>>> = {
  validation: 'That is no e-mail address. Check it, and try again.',
  invalid_otp:
    'That is not the code that is good now. Take the newest one in your mail; after five wrong ones have another mailed.',
  upstream_unavailable: 'The mail could not be sent. Check the e-mail address, and try again in a minute.',
};

/** What a person is told of an error, and its status. */
export function problemOf(error: unknown): { readonly status: number; readonly sentence: string } {
  const { code, status } = publicError(error);
  const sentence =
    code === 'rate_limited'
      ? tooOften(error)
      : (SENTENCES[code] ?? 'That did not work. Try again in a moment.');
  return { status, sentence };
}

function tooOften(error: unknown): string {
  const seconds = (isRailError(error) && error.extras.retryAfter) || 60;
  const wait = seconds > 90 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds} seconds`;
  return `That was tried too often. Wait ${wait}, then try again.`;
}
