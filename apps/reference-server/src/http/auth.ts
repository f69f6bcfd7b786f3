import { RailError } from '@railyard/core';
import type { Caller, Callers, Scope } from '../keys.ts';
import type { Guard } from './route.ts';

const BEARER = /(?:^|,)\s*bearer +([^\s,]+)\s*(?:,|$)/i;
/** An API key, or an access token. */
const KEY = /^(?:kfa_\w{1,200}|[\w-]{43})$/;

/** Lets a request through when its API key has the scope, and says whose it is. */
export function requireKey(callers: Callers, scope: Scope): Guard {
  const requireAny = requireAnyKey(callers);
  return async (c) => {
    await requireAny(c);
    checkScope(c.get('caller'), scope);
  };
}

/** The same, whatever its API key may do. */
export function requireAnyKey(callers: Callers): Guard {
  return async (c) => {
    const { authorization, 'x-api-key': apiKey } = c.env.headers;
    const secret = readApiKey(authorization, apiKey);
    const caller = secret === null ? null : await callers.find(secret);
    if (!caller) {
      throw unknownCaller(secret, namesApiKey(authorization, apiKey));
    }
    c.set('caller', caller);
  };
}

function unknownCaller(secret: string | null, isNamed: boolean): RailError {
  if (secret !== null && !secret.startsWith('kfa_'))
    return new RailError('invalid_api_key', 'The access token is not known here, or not good any more.', {
      details: { presented: 'access_token' },
    });
  return new RailError(
    'invalid_api_key',
    isNamed ? 'The API key is not known here.' : 'No API key was sent.',
  );
}

/** Throws `scope_insufficient` unless the caller may do this. */
export function checkScope({ scopes, email }: Pick<Caller, 'scopes' | 'email'>, scope: Scope): void {
  if (scopes.includes(scope)) return;
  const [lacking, nextAction] =
    email === undefined
      ? ['API key']
      : ['access token', `Ask the user to allow ${scope} by signing in again, as WWW-Authenticate says.`];
  throw new RailError('scope_insufficient', `The ${lacking} lacks the scope "${scope}".`, {
    details: { required_scope: scope },
    ...(nextAction !== undefined && { nextAction }),
  });
}

/**
 * The API key of a request, or null: the Bearer part of `Authorization`, which may list a payment beside it, else
 * `X-API-Key`.
 */
export function readApiKey(authorization: string | undefined, apiKey: string | undefined): string | null {
  const [, bearer] = BEARER.exec(authorization ?? '') ?? [];
  const secret = bearer ?? apiKey?.trim();
  return secret !== undefined && KEY.test(secret) ? secret : null;
}

/** Whether a request names an API key, be it one or none: then nothing else says who calls. */
export function namesApiKey(authorization: string | undefined, apiKey: string | undefined): boolean {
  return apiKey !== undefined || /(?:^|,)\s*bearer\s/i.test(authorization ?? '');
}
