import type { Ask } from '../provider/hostile.ts';
import type { AskedShop, ShopCall, ShopFault, ShopTrick } from './kinds.ts';
import type { ShopMail, ShopOrder } from './objects.ts';
import type { SettleOutcome } from './progress.ts';

/** Makes the shop of a sandbox misbehave, and plays those who work there. */
export interface HostileShop {
  /** Spoils the next calls of this kind. `cannot_tell` is for `orders.find` alone. */
  fault(call: ShopCall, fault: ShopFault): Promise<void>;
  /** Has something happen to the next order that is placed. */
  trick(trick: ShopTrick): Promise<void>;
  /** Sets what a product costs from now on, in cents. */
  price(product: string, cents: number): Promise<void>;
  /** Sets how many of a product there are. */
  stock(product: string, count: number): Promise<void>;
  /** Loses, for so many milliseconds, which order has which key. */
  loseIndex(ms: number): Promise<void>;
  /** Ends the wait for the payment of an order that is `confirming`. */
  settle(order: string, outcome: SettleOutcome): Promise<void>;
  /** Sends an order on its way, which takes its money, or has it arrive. */
  progress(order: string): Promise<void>;
  /** All orders, oldest first, of every customer. */
  orders(): Promise<readonly ShopOrder[]>;
  /** The letters that the shop has sent, oldest first. */
  inbox(): Promise<readonly ShopMail[]>;
  /** What was asked since the last reset, oldest first: the last 10,000 calls. */
  calls(): Promise<readonly AskedShop[]>;
}

export function hostileShop(ask: Ask): HostileShop {
  const tell = async (path: string, body: object): Promise<void> => {
    await ask(`shop${path}`, body);
  };
  const see = async <T>(name: string): Promise<readonly T[]> => {
    const seen = (await ask(`shop/${name}`)) as Readonly<Record<string, readonly T[]>>;
    return seen[name] ?? [];
  };
  return {
    fault: (call, fault) => tell('', { call, ...fault }),
    trick: (trick) => tell('/trick', trick),
    price: (product, cents) => tell('/price', { product, cents }),
    stock: (product, count) => tell('/stock', { product, count }),
    loseIndex: (ms) => tell('/lose_index', { ms }),
    settle: (order, outcome) => tell('/settle', { order, outcome }),
    progress: (order) => tell('/progress', { order }),
    orders: () => see('orders'),
    inbox: () => see('inbox'),
    calls: () => see('calls'),
  };
}
