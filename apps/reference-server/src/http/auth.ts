import { RailError } from '@railyard/core';
import type { ApiKeys, Scope } from '../keys.ts';
import type { Guard } from './route.ts';

const BEARER = /(?:^|,)\s*bearer +([^\s,]+)\s*(?:,|$)/i;
const KEY = /^kfa_\w{1,200}$/;

/** Lets a request through when its API key has the scope, and says whose it is. */
export function requireKey(keys: ApiKeys, scope: Scope): Guard {
  return async (c) => {
    const secret = readApiKey(c.env.headers.authorization, c.env.headers['x-api-key']);
    const caller = secret === null ? null : await keys.find(secret);
    if (!caller)
      throw new RailError('invalid_api_key', 'Send a valid API key as "Authorization: Bearer kfa_…".');
    if (!caller.scopes.includes(scope)) {
      throw new RailError('scope_insufficient', `The API key lacks the scope "${scope}".`, {
        details: { required_scope: scope },
      });
    }
    c.set('caller', caller);
  };
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
