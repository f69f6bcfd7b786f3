import { RailError } from '@railyard/core';
import { SCOPES, scopesIn } from './scopes.ts';

/** All that a client may say when it sends a person here; what else it says is for servers that do more. */
const PARAMETERS = new Set([
  'client_id',
  'redirect_uri',
  'response_type',
  'state',
  'code_challenge',
  'code_challenge_method',
  'resource',
  'prompt',
]);

/** The query of an authorization with the scopes that there are, and with all where it names none. */
export function authorizationQuery(query: URLSearchParams): URLSearchParams {
  const read = new URLSearchParams([...query].filter(([name]) => PARAMETERS.has(name)));
  const named = scopesIn(query.getAll('scope').flatMap((words) => words.split(' ')));
  read.set('scope', (named.length > 0 ? named : SCOPES).join(' '));
  return read;
}

/** All that a client may say of itself. */
const MEMBERS = [
  'client_name',
  'redirect_uris',
  'grant_types',
  'response_types',
  'token_endpoint_auth_method',
];

/**
 * A registration without what has no meaning here. The scopes that a client names are dropped too: it would be held to
 * them, while it asks for more as it needs more.
 */
export function registrationOf(body: unknown): object {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new RailError('validation', 'A client registers with a JSON object.');
  return Object.fromEntries(Object.entries(body).filter(([name]) => MEMBERS.includes(name)));
}
