import type { Fate } from '@railyard/conformance';
import type { Money } from '@railyard/core/rail';
import type { MerchantCard } from '../src/index.ts';
import type { Issuing } from './issuing.ts';

/** An order as the merchant keeps it. */
interface Order {
  readonly key: string;
  readonly reference: string;
  readonly card: MerchantCard;
  readonly total: Money;
  state: 'confirmed' | 'confirming' | 'cancelled' | 'refused';
}

/** A merchant with an API of its own, to whom a key is an order. */
export interface TestMerchant {
  answer(request: Request): Promise<Response>;
  /** What becomes of the next order. */
  next: Fate | 'captured';
  /** What the merchant says of orders. `unclear`: it takes them, and its replies are lost. */
  says: 'all' | 'nothing' | 'unclear';
  /** Whether it takes orders back. */
  keeps: boolean;
  /** Decides the orders whose payment is open. */
  finish(end: 'paid' | 'declined'): Promise<void>;
  orders(): readonly Order[];
  /** How often an order was placed that was there already. */
  repeats(): number;
  /** What it was sent. */
  readonly sent: string[];
}

/** What a connector sends of an order, as far as it counts here. */
interface Asked {
  readonly card: MerchantCard;
  readonly total: Money;
}

export const HOST = 'merchant.example';

export function testMerchant(bank: Issuing): TestMerchant {
  const orders: Order[] = [];
  const sent: string[] = [];
  let repeats = 0;

  async function place(key: string, { card, total: asked }: Asked): Promise<Response> {
    const known = orders.find((one) => one.key === key);
    if (known) {
      repeats += 1;
      return Response.json(shown(known));
    }
    const total = merchant.next === 'short' ? { ...asked, amount: asked.amount - 1 } : asked;
    const reference = `M-${orders.length + 1}`;
    const order: Order = { key, reference, card, total, state: 'confirming' };
    orders.push(order);
    if (merchant.next === 'declined') order.state = 'refused';
    else if (merchant.next !== 'pending') await charge(order);
    return Response.json(shown(order));
  }

  async function charge(order: Order): Promise<void> {
    const isGranted = await bank.authorize(order.card, order.total);
    order.state = isGranted ? 'confirmed' : 'refused';
    if (merchant.next === 'captured') await bank.capture(order.card.number);
  }

  function shown({ reference, total, state }: Order): object {
    return state === 'refused' ? { refused: 'out_of_stock' } : { reference, total, state };
  }

  async function takenBack(order: Order): Promise<Response> {
    if (merchant.keeps) return Response.json({ kept: true });
    if (order.state !== 'cancelled') await bank.giveBack(order.card.number);
    order.state = 'cancelled';
    return Response.json(shown(order));
  }

  const merchant: TestMerchant = {
    next: 'paid',
    says: 'all',
    keeps: false,
    sent,
    orders: () => orders,
    repeats: () => repeats,
    async finish(end) {
      merchant.next = 'paid';
      for (const order of orders.filter(({ state }) => state === 'confirming')) {
        if (end === 'paid') await charge(order);
        else order.state = 'refused';
      }
    },
    async answer(request) {
      const [, name = ''] = /^\/orders\/?(.*)$/.exec(new URL(request.url).pathname) ?? [];
      const text = await request.text();
      sent.push(`${request.method} ${request.url} ${text}`);
      if (merchant.says === 'nothing') return new Response(null, { status: 503 });
      if (request.method === 'GET') {
        if (merchant.says === 'unclear') return Response.json({ unclear: true });
        const found = orders.find(({ key }) => key === name);
        return Response.json(found ? shown(found) : { never: true });
      }
      if (name === '') {
        const placed = await place(request.headers.get('idempotency-key') ?? '', JSON.parse(text) as Asked);
        return merchant.says === 'unclear' ? new Response(null, { status: 502 }) : placed;
      }
      const order = orders.find(({ reference }) => `${reference}/cancel` === name);
      return order ? takenBack(order) : Response.json({}, { status: 404 });
    },
  };
  return merchant;
}
