import { createHmac } from 'node:crypto';
import type { StripeEvent } from './objects.ts';
import type { Held } from './state.ts';

/** An event as an endpoint gets it, signed with the endpoint's secret. */
export function eventRequest(
  held: Held<StripeEvent> | undefined,
  url: string,
  secret: string,
  now: number,
): Request {
  const body = JSON.stringify(held?.object, null, 2);
  const at = Math.floor(now / 1000);
  const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
  return new Request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': `t=${at},v1=${signature}`,
    },
    body,
  });
}
