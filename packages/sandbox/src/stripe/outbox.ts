import { createHmac } from 'node:crypto';
import type { Queue } from '../faults/queue.ts';
import { endpointsFor } from './endpoints.ts';
import type { WebhookFault } from './kinds.ts';
import { drawId } from './open.ts';
import type { Delivery, State } from './state.ts';

/** How long after a try that failed the next one is due. */
const RETRIES_MS: readonly number[] = [1000, 10_000, 60_000, 600_000];

/** What is on its way to those who listen. */
export interface Outbox {
  /** Has an event delivered, or what the next fault makes of that. */
  readonly publish: (event: string) => void;
  /** Sends what is due, one after the other, and says how many. */
  deliver(send: (request: Request) => Promise<Response>): Promise<number>;
  /** Lets go what was held back for the next event. */
  release(): void;
}

export function createOutbox(state: State, faults: Queue<WebhookFault>, now: () => number): Outbox {
  let heldBack: readonly Delivery[] = [];

  function publish(id: string): void {
    const event = state.events.get(id);
    if (!event) return;
    const { type } = event.object;
    for (const endpoint of endpointsFor(state, event.account, type)) {
      const delivery = { event: id, endpoint: endpoint.object.id, due: now(), tries: 0 };
      const told = faults.take(({ event: meant = type }) => meant === type);
      if (told?.fault === 'reorder') heldBack = [...heldBack, delivery];
      else enqueue(spoiled(delivery, told));
    }
  }

  function add(delivery: Delivery): void {
    state.deliveries.set(drawId(state, 'dl'), delivery);
  }

  function enqueue(deliveries: readonly Delivery[]): void {
    const followed = heldBack.filter(({ endpoint }) => deliveries.some((one) => one.endpoint === endpoint));
    heldBack = heldBack.filter((one) => !followed.includes(one));
    for (const delivery of [...deliveries, ...followed]) add(delivery);
  }

  return {
    publish,
    async deliver(send) {
      const due = [...state.deliveries].filter(([, one]) => one.due <= now());
      for (const [id, delivery] of due) {
        const arrived = await send(requestOf(state, delivery, now())).then(
          ({ ok }) => ok,
          () => false,
        );
        state.deliveries.delete(id);
        if (!arrived) retried(delivery, now()).forEach(add);
      }
      return due.length;
    },
    release() {
      heldBack.forEach(add);
      heldBack = [];
    },
  };
}

function spoiled(delivery: Delivery, told: WebhookFault | null): readonly Delivery[] {
  switch (told?.fault) {
    case 'drop':
      return [];
    case 'duplicate':
      return [delivery, { ...delivery }];
    case 'delay':
      return [{ ...delivery, due: delivery.due + told.ms }];
    case 'reorder':
    case undefined:
      return [delivery];
  }
}

function retried(delivery: Delivery, now: number): readonly Delivery[] {
  const wait = RETRIES_MS[delivery.tries];
  return wait === undefined ? [] : [{ ...delivery, due: now + wait, tries: delivery.tries + 1 }];
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
