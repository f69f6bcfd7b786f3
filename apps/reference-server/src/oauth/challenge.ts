import { isRailError, type RailError } from '@railyard/core';
import type { Answer } from '@railyard/core/http';
import type { Context } from 'hono';
import { namesApiKey } from '../http/auth.ts';
import type { Environment } from '../http/environment.ts';
import { RESOURCE_METADATA } from './metadata.ts';
import { SCOPES, scopesIn } from './scopes.ts';

/** Tells whoever is not let in how to get a token, or one that may do more, in the answer to an error. */
export function challengesAt(
  baseUrl: string,
): (c: Context<Environment>, error: unknown, answer: Answer) => Answer {
  return (c, error, answer) => {
    const told = isRailError(error) ? challengeTo(c, error) : null;
    if (!told) return answer;
    const path = c.env.route === '/mcp' ? '/mcp' : '';
    const parameters = Object.entries({
      ...told,
      resource_metadata: `${baseUrl}${RESOURCE_METADATA}${path}`,
    });
    const header = `Bearer ${parameters.map(([name, value]) => `${name}="${value}"`).join(', ')}`;
    return { ...answer, headers: { ...answer.headers, 'www-authenticate': header } };
  };
}

function challengeTo(c: Context<Environment>, error: RailError): Readonly<Record<string, string>> | null {
  if (error.code === 'invalid_api_key') return unauthorized(c);
  return error.code === 'scope_insufficient' ? insufficient(c, error) : null;
}

function unauthorized({ env: { headers } }: Context<Environment>): Readonly<Record<string, string>> {
  const isShown = namesApiKey(headers.authorization, headers['x-api-key']);
  return { ...(isShown && { error: 'invalid_token' }), scope: SCOPES.join(' ') };
}

/** What a person's client has and what it lacks. An API key has what it was issued with, and can ask nobody. */
function insufficient(
  c: Context<Environment>,
  { extras }: RailError,
): Readonly<Record<string, string>> | null {
  const { email, scopes } = c.get('caller');
  if (email === undefined) return null;
  const lacking = extras.details?.required_scope;
  const wanted = scopesIn(typeof lacking === 'string' ? [...scopes, lacking] : scopes);
  // What no person can allow, nobody is to be asked for.
  return wanted.length > scopes.length ? { error: 'insufficient_scope', scope: wanted.join(' ') } : null;
}
