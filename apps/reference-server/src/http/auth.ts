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
      const isNamed = namesApiKey(authorization, apiKey);
      const fault = isNamed ? 'The API key is not known here.' : 'No API key was sent.';
      throw new RailError('invalid_api_key', fault);
    }
    c.set('caller', caller);
  };
}

/** Throws `scope_insufficient` unless the caller may do this. */
export function checkScope({ scopes }: Pick<Caller, 'scopes'>, scope: Scope): void {
  if (scopes.includes(scope)) return;
  throw new RailError('scope_insufficient', `The API key or access token lacks the scope "${scope}".`, {
    details: { required_scope: scope },
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
