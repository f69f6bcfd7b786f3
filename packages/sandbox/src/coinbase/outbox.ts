import { createHmac } from 'node:crypto';
import type { WebhookFault } from '../faults/kinds.ts';
import type { Queue } from '../faults/queue.ts';
import { createOutbox, type Deliver, type Delivery } from '../provider/outbox.ts';
import type { CheckoutEventType } from './objects.ts';
import { drawUuid } from './open.ts';
import type { State } from './state.ts';

/** The events of this Coinbase on their way. */
export interface CoinbaseOutbox {
  readonly publish: (event: string, type: CheckoutEventType) => void;
  readonly deliver: Deliver;
  /** How many are due, or being sent. */
  due(): number;
  /** Lets go what was held back for the next event. */
  release(): void;
}

export function createCoinbaseOutbox(
  state: State,
  secret: string,
  faults: Queue<WebhookFault>,
  now: () => number,
  save: () => Promise<void>,
): CoinbaseOutbox {
  const { publish, ...outbox } = createOutbox({
    deliveries: state.deliveries,
    faults,
    now,
    save,
    name: () => drawUuid(state),
    request: (delivery, at) => requestOf(state, secret, delivery, at),
  });
  return { ...outbox, publish: (event, type) => publish(event, type, [...state.endpoints.keys()]) };
}

/** An event as its endpoint gets it. */
function requestOf(state: State, secret: string, { event, endpoint }: Delivery, now: number): Request {
  const content = state.events.get(event);
  const body = JSON.stringify(content);
  const headers = { 'content-type': 'application/json', 'x-event-type': content?.eventType ?? '' };
  return new Request(endpoint, {
    method: 'POST',
    headers: { ...headers, 'x-hook0-signature': signatureOf(secret, headers, body, Math.floor(now / 1000)) },
    body,
  });
}

/** What v1 signs are the time, the names of headers, what is in them, and the body; v0 the time and the body alone. */
function signatureOf(
  secret: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  at: number,
): string {
  const sign = (parts: readonly (string | number)[]): string =>
    createHmac('sha256', secret).update(parts.join('.')).digest('hex');
  const names = Object.keys(headers).join(' ');
  const v1 = sign([at, names, ...Object.values(headers), body]);
  return `t=${at},h=${names},v0=${sign([at, body])},v1=${v1}`;
}
