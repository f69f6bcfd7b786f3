import type { Runtime } from '@railyard/core';

/** What goes wrong with one call of the provider. */
export type Fault =
  /** It never arrives. */
  | { readonly type: 'lost_request' }
  /** The answer is 503, and nothing happened. */
  | { readonly type: 'error_before' }
  /** It takes effect, and the connection breaks before the answer. */
  | { readonly type: 'lost_reply' }
  /** It takes effect, and the answer is 503. */
  | { readonly type: 'error_after' }
  /** It takes effect, and no answer ever comes. */
  | { readonly type: 'hang' }
  /** It takes effect, and arrives once more after `ms`. */
  | { readonly type: 'duplicate'; readonly ms: number }
  /** It arrives after `ms`, even when nobody waits any more. */
  | { readonly type: 'slow_request'; readonly ms: number }
  /** It takes effect at once, and the answer comes after `ms`, even when nobody waits any more. */
  | { readonly type: 'slow_reply'; readonly ms: number };

/** Does what was asked, as far as the fault lets it. */
export async function under(
  fault: Fault | undefined,
  runtime: Pick<Runtime, 'sleep'>,
  effect: () => Response | Promise<Response>,
  signal: AbortSignal | null | undefined,
): Promise<Response> {
  switch (fault?.type) {
    case undefined:
      return effect();
    case 'lost_request':
      throw new TypeError('The connection was refused.');
    case 'error_before':
      return new Response(null, { status: 503 });
    case 'lost_reply':
      await effect();
      throw new TypeError('The connection broke.');
    case 'error_after':
      await effect();
      return new Response(null, { status: 503 });
    case 'hang':
      await effect();
      return aborted(signal);
    case 'duplicate':
      void runtime.sleep(fault.ms).then(effect);
      return effect();
    case 'slow_request':
      await runtime.sleep(fault.ms);
      return effect();
    case 'slow_reply': {
      const reply = await effect();
      await runtime.sleep(fault.ms);
      return reply;
    }
  }
}

function aborted(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new TypeError('Nobody waits any more.')));
  });
}
