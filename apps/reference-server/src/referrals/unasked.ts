import type { RailRequest } from '@railyard/core';

const PURPOSES = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'];
const AHEAD = /prefetch|prerender|preview/i;
// "CUBOT" is a telephone.
const READER =
  /(?<!cu)bot(?![a-z])|crawl|spider|preview|facebookexternalhit|whatsapp|embedly|iframely|vkshare|mastodon|scrap/i;

/** Whether nobody clicked: a browser loads ahead, or a program reads what a link is about. */
export function isUnasked(headers: RailRequest['headers']): boolean {
  return PURPOSES.some((name) => AHEAD.test(headers[name] ?? '')) || READER.test(headers['user-agent'] ?? '');
}
