import type { WebhookFault } from '../faults/kinds.ts';
import type { Queue } from '../faults/queue.ts';
import type { Table } from './table.ts';

/** How long after a try that failed the next one is due. */
const RETRIES_MS: readonly number[] = [1000, 10_000, 60_000, 600_000];

/** An event on its way to an endpoint. */
export interface Delivery {
  readonly event: string;
  readonly endpoint: string;
  readonly due: number;
  readonly tries: number;
}

/** Sends what is due, one after the other, and says how many. */
export type Deliver = (send: (request: Request) => Promise<Response>) => Promise<number>;

/** What is on its way to those who listen. */
export interface Outbox {
  /** Has an event of a type delivered to endpoints, or what the next faults make of that. */
  readonly publish: (event: string, type: string, endpoints: readonly string[]) => void;
  readonly deliver: Deliver;
  /** How many are due, or being sent. */
  due(): number;
  /** Lets go what was held back for the next event. */
  release(): void;
}

/** What an outbox works with. */
export interface Post {
  /** In their order. */
  readonly deliveries: Table<Delivery>;
  readonly faults: Queue<WebhookFault>;
  readonly now: () => number;
  /** Resolves when all that has happened is where it survives. */
  readonly save: () => Promise<void>;
  /** A name for another delivery. */
  readonly name: () => string;
  /** An event as its endpoint gets it, signed. */
  readonly request: (delivery: Delivery, now: number) => Request;
}

export function createOutbox({ deliveries, faults, now, save, name, request }: Post): Outbox {
  let heldBack: readonly Delivery[] = [];

  function dueNow(): readonly (readonly [id: string, delivery: Delivery])[] {
    return [...deliveries].filter(([, one]) => one.due <= now());
  }

  function add(delivery: Delivery): void {
    deliveries.set(name(), delivery);
  }

  function enqueue(next: readonly Delivery[]): void {
    const followed = heldBack.filter(({ endpoint }) => next.some((one) => one.endpoint === endpoint));
    heldBack = heldBack.filter((one) => !followed.includes(one));
    for (const delivery of [...next, ...followed]) add(delivery);
  }

  return {
    publish(event, type, endpoints) {
      for (const endpoint of endpoints) {
        const delivery = { event, endpoint, due: now(), tries: 0 };
        const told = faults.take(({ event: meant = type }) => meant === type);
        if (told?.fault === 'reorder') heldBack = [...heldBack, delivery];
        else enqueue(spoiled(delivery, told));
      }
    },
    due: () => dueNow().length,
    async deliver(send) {
      const due = dueNow();
      // What is sent must have been kept: after a kill the id of an event would be given to another.
      if (due.length > 0) await save();
      for (const [id, delivery] of due) {
        if (!deliveries.has(id)) continue;
        const arrived = await send(request(delivery, now())).then(
          ({ ok }) => ok,
          () => false,
        );
        deliveries.delete(id);
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
