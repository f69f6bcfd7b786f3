import { expect, test } from 'vitest';
import { type Market, type MarketSet, openMarket } from './market.ts';
import { linkShop, MERCHANT, openShopper, type Shopper } from './shopper.ts';

/** What a merchant makes of the number of a card that it was shown. */
type Spelling = (number: string) => string;

const SPELLINGS: Readonly<Record<string, Spelling>> = {
  'as it is': (number) => number,
  'after a weight': (number) => `Tea 250 ${number}`,
  'before a date': (number) => `Tea ${number} 12/29`,
  'split, after a digit': (number) => `2 ${groupsOf(number).join(' ')}`,
  'split by letters': (number) => groupsOf(number).join('x'),
  'in the digits of Arabic': (number) =>
    Array.from(number, (digit) => String.fromCodePoint(0x06_60 + Number(digit))).join(''),
};

function groupsOf(number: string): readonly string[] {
  return number.match(/.{4}/g) ?? [];
}

interface Echoing {
  /** What the market is opened with. */
  readonly over: NonNullable<MarketSet['over']>;
  /** The number of the first card that the shop was shown; empty until then. */
  readonly number: () => string;
}

/** A shop whose answers are rewritten once it was shown a card. */
function echoing(rewritten: (text: string, number: string) => string): Echoing {
  let number = '';
  return {
    number: () => number,
    over: (send) => async (input, init) => {
      const request = new Request(input, init);
      if (!isAtShop(request)) return send(request);
      const known = number;
      number ||= /"number":"(\d{16})"/.exec(await request.clone().text())?.[1] ?? '';
      const response = await send(request);
      return known === '' ? response : new Response(rewritten(await response.text(), known), response);
    },
  };
}

/** A shop that calls its one order by this id. */
function calling(id: string): NonNullable<MarketSet['over']> {
  let own = '';
  return (send) => async (input, init) => {
    const asked = new Request(input, init);
    if (!isAtShop(asked)) return send(asked);
    const response = await send(new Request(asked.url.replace(encodeURIComponent(id), own), asked));
    const text = await response.text();
    own ||= /ord_\w+/.exec(text)?.[0] ?? '';
    return new Response(own === '' ? text : text.replaceAll(own, id), response);
  };
}

function isAtShop({ url }: Request): boolean {
  return url.includes('corner-market.test');
}

/** A shopper who has bought once at such a shop. */
async function boughtAt(echo: Echoing): Promise<{ readonly market: Market; readonly shopper: Shopper }> {
  const market = await openMarket(echo);
  const shopper = await openShopper(market);
  await shopper.fill();
  await shopper.checkout({ idempotency_key: 'one' });
  expect(echo.number()).toMatch(/^\d{16}$/);
  return { market, shopper };
}

/** All that the tools of a shopper who has bought once can be told, and bought with another card. */
async function everything(shopper: Shopper, market: Market): Promise<readonly unknown[]> {
  const answers: unknown[] = [
    await shopper.call('buy_search_products', { merchant: MERCHANT, query: 'bananas' }),
    await shopper.fill(),
    await shopper.call('buy_view_cart', { merchant: MERCHANT }),
    await shopper.checkout({ idempotency_key: 'two' }),
    await shopper.call('buy_order_history', { merchant: MERCHANT }),
    await shopper.call('buy_track_order', { merchant: MERCHANT, order_id: 'ord_1' }),
  ];
  await linkShop(market, shopper);
  answers.push(await shopper.call('buy_list_merchants'));
  for (let round = 0; round < 3; round += 1) {
    market.advance(60_000);
    await market.reconcile();
  }
  return [answers, market.store.held(), market.logged, market.inbox.received()];
}

/** The digits of all texts, each by itself, in our script. */
function digitsOf(seen: readonly unknown[]): readonly string[] {
  const texts: string[] = [];
  JSON.stringify(seen, (_, value: unknown) => {
    if (typeof value === 'string' || typeof value === 'number') texts.push(String(value));
    return value;
  });
  return texts.map((text) =>
    text.replaceAll(/[٠-٩]/g, (digit) => String((digit.codePointAt(0) ?? 0) - 0x06_60)).replaceAll(/\D/g, ''),
  );
}

test.each(Object.entries(SPELLINGS))(
  'S3.12 a merchant who puts the number of a card into all its words, %s, brings it nowhere',
  async (_, spell) => {
    const echo = echoing((text, number) =>
      text.replaceAll(
        /"(name|description|email|placed_at|from|to)":"[^"]*"/g,
        (__, member) => `"${member}":"${spell(number)}"`,
      ),
    );
    const { market, shopper } = await boughtAt(echo);

    const seen = await everything(shopper, market);

    expect(digitsOf(seen).filter((digits) => digits.includes(echo.number()))).toEqual([]);
    expect(JSON.stringify(seen[0])).toContain('•');
    expect(market.shop.orders()).toHaveLength(2);
  },
);

test.each([
  ['orders', 'id":"ord', 'payment_unresolved'],
  ['products', 'id":"prd', 'purchase_not_accepted'],
  ['links and accounts', 'id":"(?:lnk|cus)', undefined],
])(
  'S3.12 a merchant who calls %s by the number of an earlier card brings it nowhere',
  async (_, member, error) => {
    const echo = echoing((text, number) =>
      text.replaceAll(
        new RegExp(`${member}_\\w+"`, 'g'),
        (id) => `${id.slice(0, id.indexOf('_'))}_${number}"`,
      ),
    );
    const { market, shopper } = await boughtAt(echo);

    const seen = await everything(shopper, market);
    const again = await shopper.checkout({ idempotency_key: 'two' });

    expect(digitsOf([...seen, again]).filter((digits) => digits.includes(echo.number()))).toEqual([]);
    expect(again.structuredContent.error).toBe(error);
  },
);

test('S3.12 a merchant who asks the number of a card for a product, or cannot be read for it, brings it nowhere', async () => {
  const priced = echoing((text, number) =>
    text.replaceAll(/"(price|unit_price|total)":\d+/g, `"$1":${number}`),
  );
  const unreadable = echoing((_, number) => `x${number}`);
  for (const echo of [priced, unreadable]) {
    const { market, shopper } = await boughtAt(echo);

    const seen = await everything(shopper, market);

    expect(digitsOf(seen).filter((digits) => digits.includes(echo.number()))).toEqual([]);
  }
});

test.each(['4242424242424242', '123456789012', '5555-5555-5555-4444', '1234567890123456789'])(
  'an honest merchant’s id, such as %s, comes through unharmed, and finds the order',
  async (id) => {
    const market = await openMarket({ over: calling(id) });
    const shopper = await openShopper(market);
    await shopper.fill();

    const bought = await shopper.checkout({ idempotency_key: 'one' });
    const { structuredContent: history } = await shopper.call('buy_order_history', { merchant: MERCHANT });
    const tracked = await shopper.call('buy_track_order', { merchant: MERCHANT, order_id: id });

    expect(bought.structuredContent).toMatchObject({ status: 'confirmed', order_id: id });
    expect(history).toMatchObject({ orders: [{ order_id: id }] });
    expect(tracked.structuredContent).toMatchObject({ order_id: id, state: 'confirmed' });
  },
);
