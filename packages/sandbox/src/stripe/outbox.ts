import { createHmac } from 'node:crypto';
import type { WebhookFault } from '../faults/kinds.ts';
import type { Queue } from '../faults/queue.ts';
import { createOutbox, type Deliver, type Delivery } from '../provider/outbox.ts';
import { endpointsFor } from './endpoints.ts';
import { drawId } from './open.ts';
import type { State } from './state.ts';

/** The events of this Stripe on their way. */
export interface StripeOutbox {
  /** Has an event delivered to those who asked for its type. */
  readonly publish: (event: string) => void;
  readonly deliver: Deliver;
  /** Lets go what was held back for the next event. */
  release(): void;
}

export function createStripeOutbox(
  state: State,
  faults: Queue<WebhookFault>,
  now: () => number,
  save: () => Promise<void>,
): StripeOutbox {
  const { publish, ...outbox } = createOutbox({
    deliveries: state.deliveries,
    faults,
    now,
    save,
    name: () => drawId(state, 'dl'),
    request: (delivery, at) => requestOf(state, delivery, at),
  });
  return {
    ...outbox,
    publish(id) {
      const event = state.events.get(id);
      if (!event) return;
      const { type } = event.object;
      const endpoints = endpointsFor(state, event.account, type).map(({ object }) => object.id);
      publish(id, type, endpoints);
    },
  };
}

/** An event as its endpoint gets it, signed with the endpoint's secret. */
function requestOf(state: State, { event, endpoint }: Delivery, now: number): Request {
  const [held, target] = [state.events.get(event), state.endpoints.get(endpoint)];
  const body = JSON.stringify(held?.object, null, 2);
  const at = Math.floor(now / 1000);
  const signature = createHmac('sha256', target?.secret ?? '')
    .update(`${at}.${body}`)
    .digest('hex');
  return new Request(target?.object.url ?? '', {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': `t=${at},v1=${signature}`,
    },
    body,
  });
}
