import { fromBase64Url, toBase64Url } from '../base64.ts';
import type { Handled } from '../checkout/fulfil.ts';
import type { Yard } from '../checkout/yard.ts';
import type { Awaitable } from '../ports.ts';
import type { HandlerAnswer } from '../record.ts';

/** A longer answer is not kept: who asks for it again makes the handler run again. */
const LONGEST_KEPT = 256 * 1_024;
/** These belong to one response, not to what it says. */
const PASSING = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'set-cookie',
  'transfer-encoding',
]);

/** What a handler answered, or null when it failed: threw, which is reported, or answered anything but a 2xx. */
export async function handledBy(
  yard: Yard,
  run: () => Awaitable<Response>,
): Promise<Handled<Response> | null> {
  try {
    const response = await run();
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (!response.ok) return null;
    return {
      response: new Response(bytes.length === 0 ? null : bytes, response),
      kept: keptOf(response, bytes),
    };
  } catch (error) {
    yard.report?.(error);
    return null;
  }
}

function keptOf({ status, headers }: Response, bytes: Uint8Array): HandlerAnswer | null {
  if (bytes.length > LONGEST_KEPT) return null;
  const lasting = [...headers].filter(([name]) => !PASSING.has(name));
  return { status, headers: Object.fromEntries(lasting), body: toBase64Url(bytes) };
}

/** A stored answer as the response that it was. */
export function responseOf({ status, headers, body }: HandlerAnswer): Response {
  return new Response(body === '' ? null : fromBase64Url(body), { status, headers: { ...headers } });
}
