import { createQueue, type Queue } from '../faults/queue.ts';
import type { PresentedCard } from '../stripe/issuing/acquirer.ts';
import type { ShopTrick } from './kinds.ts';

/** What the shop keeps in memory alone: what it was told, and what is under way. */
export interface Books {
  readonly tricks: Queue<ShopTrick>;
  /** The keys and the carts of orders that are under way. */
  readonly placing: Set<string>;
  /** The cards of orders that are to be authorized later. They are written nowhere. */
  readonly cards: Map<string, PresentedCard>;
  /** Until when the shop cannot say which order has which key. */
  indexLostUntil: number;
  clear(): void;
}

export function createBooks(): Books {
  const tricks = createQueue<ShopTrick>();
  return {
    tricks,
    placing: new Set(),
    cards: new Map(),
    indexLostUntil: 0,
    clear() {
      tricks.clear();
      this.indexLostUntil = 0;
    },
  };
}
