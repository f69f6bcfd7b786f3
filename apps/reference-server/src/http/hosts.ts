import type { Answer } from '@railyard/core/http';
import { isLoopback } from '../loopback.ts';
import { httpProblem } from './problem.ts';

/**
 * Tells requests that may be a stranger's page at work in somebody's browser, by a name of its own that leads here: of
 * another `Host` than the server's, or another `Origin`. Null for all others.
 */
export function refuseOtherHosts(
  baseUrl: string,
): (url: string, origin: string | undefined) => Answer | null {
  const own = new URL(baseUrl).hostname;
  const isKnown = (address: string): boolean => {
    const hostname = URL.parse(address)?.hostname;
    // No stranger's page can come by a name that a browser resolves to this machine alone.
    return hostname !== undefined && (hostname === own || isLoopback(hostname));
  };
  return (url, origin) => (isKnown(url) && (origin === undefined || isKnown(origin)) ? null : REFUSAL);
}

const REFUSAL = httpProblem(403, {
  code: 'host_not_allowed',
  title: 'The server is not reached in this way',
  message: 'Use the address of the server itself: neither Host nor Origin may name another one.',
});
