import type { AgentScope } from '../keys.ts';

/** What a client can be allowed, and what its person reads of that. */
const MEANINGS: Readonly<Record<AgentScope, string>> = {
  'checkout:read': 'See the carts and orders that it makes for you',
  'checkout:write': 'Fill carts, say where they go, and check them out',
  'buyer:write': 'Have codes mailed to you, with which your name, address and orders are kept',
};

/** All of them are asked for at once: many clients that have a refresh token never ask their person for more. */
export const SCOPES = Object.keys(MEANINGS) as readonly AgentScope[];

/** Those of these words that are scopes, in the order of all scopes. */
export function scopesIn(words: Iterable<string>): readonly AgentScope[] {
  const named = new Set(words);
  return SCOPES.filter((scope) => named.has(scope));
}

export function meaningOf(scope: AgentScope): string {
  return MEANINGS[scope];
}
