import { type Found, holdsNumber, type MerchantConnector, withoutNumbers } from '@railyard/rail-card';
import type { CounterCall, MerchantCounter } from './merchant.ts';
import type { ShownCards } from './shown-cards.ts';

/** A connector that has noted how a card ends before its merchant is shown it, and calls no order after any of them. */
export function discreetConnector(connector: MerchantConnector, cards: ShownCards): MerchantConnector {
  const checked = async <F extends Found>(call: CounterCall, found: F): Promise<F> => {
    const isNamed = found.answer === 'placed' && holdsNumber(found.reference, await cards.endings(call));
    if (isNamed) throw new Error('The merchant has called an order by the number of a card.');
    return found;
  };
  return {
    ...connector,
    async place(order, key, call) {
      await cards.keep(call, order.card.number.slice(-4));
      return checked(call, await connector.place(order, key, call));
    },
    find: async (key, call) => checked(call, await connector.find(key, call)),
  };
}

/** A counter that tells nothing in which the number of a card may be that its merchant was shown for whoever asks. */
export function discreetCounter(counter: MerchantCounter, cards: ShownCards): MerchantCounter {
  // Read after the answer: by then the merchant may have been shown another card.
  const told = async <T>(call: CounterCall, said: T): Promise<T> => without(said, await cards.endings(call));
  return {
    search: async (query, call) => told(call, await counter.search(query, call)),
    product: async (id, call) => told(call, await counter.product(id, call)),
    quote: async (wanted, call) => told(call, await counter.quote(wanted, call)),
    sendCode: async (email, call) => told(call, await counter.sendCode(email, call)),
    async confirm(sent, code, call) {
      const opened = await counter.confirm(sent, code, call);
      // A token is sealed, and shown to nobody but the merchant.
      return opened && { ...(await told(call, opened)), token: opened.token };
    },
    orders: async (call) => told(call, await counter.orders(call)),
    order: async (reference, call) => told(call, await counter.order(reference, call)),
  };
}

/** The same, each text of it without a number. Throws for an amount that may be one, which nobody would pay. */
function without<T>(said: T, endings: readonly string[]): T {
  return JSON.parse(JSON.stringify(said), (_, value: unknown) => {
    if (typeof value === 'string') return withoutNumbers(value, endings);
    if (typeof value === 'number' && holdsNumber(String(value), endings))
      throw new Error('The merchant has given the number of a card as an amount.');
    return value;
  }) as T;
}
