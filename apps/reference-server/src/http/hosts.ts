import type { Answer } from '@railyard/core/http';
import { httpProblem } from './problem.ts';

/** Names that a browser resolves to this machine alone, so that no stranger's page can come by one. */
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Tells requests that may be a stranger's page at work in somebody's browser, by a name of its own that leads here: of
 * another `Host` than the server's, or another `Origin`. Null for all others.
 */
export function refuseOtherHosts(
  baseUrl: string,
): (url: string, origin: string | undefined) => Answer | null {
  const known = new Set([new URL(baseUrl).hostname, ...LOOPBACK]);
  const isKnown = (address: string): boolean => URL.canParse(address) && known.has(new URL(address).hostname);
  return (url, origin) => (isKnown(url) && (origin === undefined || isKnown(origin)) ? null : REFUSAL);
}

const REFUSAL = httpProblem(403, {
  code: 'host_not_allowed',
  title: 'The server is not reached in this way',
  message: 'Use the address of the server itself: neither Host nor Origin may name another one.',
});
