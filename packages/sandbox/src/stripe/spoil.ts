import type { Answer } from './answer.ts';
import { answerOf } from './answer.ts';
import { type Asked, unrecognized } from './engine.ts';
import { StripeError } from './errors.ts';
import { inUse } from './keys.ts';
import type { Mangled, StripeFault, TurnedAway } from './kinds.ts';

/** What arrives instead of an answer: another one, or nothing. */
export type Spoiled = Answer | 'cut' | 'stall';

type Breaking = Exclude<StripeFault, { readonly fault: 'delay' | TurnedAway['fault'] }>;

/** What a call that breaks shows its caller. */
export function broken(fault: Breaking): Spoiled {
  switch (fault.fault) {
    case 'cut':
    case 'stall':
      return fault.fault;
    case 'bad_gateway':
      return page(502, '<html><head><title>502 Bad Gateway</title></head></html>');
    case 'html':
      return page(200, '<!doctype html><title>Welcome</title>');
    case 'truncated':
      return json(200, '{"id":"pi_');
    case 'status':
      return json(fault.status, '{"error":{"type":"api_error","message":"The sandbox was told to say so."}}');
    case 'error_less':
    case 'not_json':
      return mangled(fault.fault);
  }
}

function mangled(fault: Mangled['fault']): Answer {
  return fault === 'error_less' ? json(500, '{}') : json(200, 'upstream connect error');
}

/** What a call that is turned away is told. */
export function turnedAway({ fault }: TurnedAway, { route, path }: Asked, request: string): Answer {
  switch (fault) {
    case 'rate_limit':
      return answerOf(new StripeError(429, 'Too many requests.', { code: 'rate_limit' }), request, null);
    case 'in_use':
      return answerOf(inUse(), request, null);
    case 'no_access':
      return answerOf(noAccess(), request, null);
  }

  function noAccess(): StripeError {
    if (path.startsWith('/v1/shared_payment/')) return unrecognized(route.method, path);
    return new StripeError(403, 'This account does not have access to what was asked.', {
      code: 'account_invalid',
    });
  }
}

function page(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8' }, body };
}

function json(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body };
}
