import type { WebhookFault } from '../faults/kinds.ts';
import type { Queue } from '../faults/queue.ts';
import { createOutbox, type Deliver } from '../provider/outbox.ts';
import { endpointsFor } from './endpoints.ts';
import { drawId } from './open.ts';
import { eventRequest } from './signed.ts';
import type { State } from './state.ts';

/** The events of this Stripe on their way. */
export interface StripeOutbox {
  /** Has an event delivered to those who asked for its type. */
  readonly publish: (event: string) => void;
  readonly deliver: Deliver;
  /** How many are due, or being sent. */
  due(): number;
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
    request({ event, endpoint }, at) {
      const target = state.endpoints.get(endpoint);
      return eventRequest(state.events.get(event), target?.object.url ?? '', target?.secret ?? '', at);
    },
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
