import type { Broken, Mangled, ProviderFault } from '../faults/kinds.ts';
import type { Answer, Spoiled } from './answer.ts';

/** How a provider's own answers look. */
export interface Looks {
  /** An object that breaks off. */
  readonly truncated: string;
  /** An error that is the provider's fault. */
  readonly error: object;
}

/** How a call is answered, and waited for. */
export interface Spoiling {
  /** Answers as it should be. `late` is what the work has to wait for; null for nothing. */
  readonly answer: (late: Promise<unknown> | null) => Promise<Answer>;
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly looks: Looks;
}

/** Does to a call what was told. */
export async function spoil(fault: ProviderFault, { answer, sleep, looks }: Spoiling): Promise<Spoiled> {
  switch (fault.fault) {
    case 'delay':
      if (fault.when !== 'after') return answer(sleep(fault.ms));
      return answer(null).then((given) => sleep(fault.ms).then(() => given));
    case 'cut':
    case 'stall':
    case 'bad_gateway':
    case 'html':
    case 'truncated':
    case 'status':
    case 'error_less':
    case 'not_json':
      if (fault.when === 'after') await answer(null);
      return broken(fault, looks);
  }
}

/** What a call that breaks shows its caller. */
function broken(fault: Broken | Mangled, { truncated, error }: Looks): Spoiled {
  switch (fault.fault) {
    case 'cut':
    case 'stall':
      return fault.fault;
    case 'bad_gateway':
      return page(502, '<html><head><title>502 Bad Gateway</title></head></html>');
    case 'html':
      return page(200, '<!doctype html><title>Welcome</title>');
    case 'truncated':
      return json(200, truncated);
    case 'status':
      return json(fault.status, JSON.stringify(error));
    case 'error_less':
      return json(500, '{}');
    case 'not_json':
      return json(200, 'upstream connect error');
  }
}

function page(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/html; charset=UTF-8' }, body };
}

function json(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body };
}
