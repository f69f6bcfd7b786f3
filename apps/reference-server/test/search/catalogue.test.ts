import { describe, expect, test } from 'vitest';
import { openMarket, sellerOf, titlesIn, titlesOf, variantOf } from './market.ts';

describe('an index', () => {
  test('is made of what there is, and made anew when that has changed, a second later', async () => {
    const market = openMarket([sellerOf('acme')], [variantOf('acme', 'Stove'), variantOf('acme', 'Mug')]);
    expect(await titlesOf(market, 'mug')).toEqual(['Mug']);
    market.variants = [variantOf('acme', 'Stove'), variantOf('acme', 'Kettle')];
    market.advance(999);
    expect(await titlesOf(market, 'mug')).toEqual(['Mug']);
    market.advance(1);
    expect(await titlesOf(market, 'mug')).toEqual([]);
    expect(await titlesOf(market, 'kettle')).toEqual(['Kettle']);
    expect(await titlesOf(market, null)).toEqual(['Stove', 'Kettle']);
  });

  test('has a variant under its new words alone, and at its new price', async () => {
    const before = variantOf('acme', 'Stove');
    const market = openMarket([sellerOf('acme')], [before]);
    await titlesOf(market, null);
    for (const after of [
      { ...before, title: 'Kettle' },
      { ...before, title: 'Kettle', unitAmount: 7 },
      { ...before, title: 'Kettle', unitAmount: 7, description: 'Whistles' },
    ]) {
      market.variants = [after];
      market.advance(1_000);
      expect(await titlesOf(market, 'stove')).toEqual([]);
      const { hits } = await market.search({ tenant: 'demo', seller: null, text: 'kettle', limit: 9 });
      expect(hits.map(({ variant }) => variant)).toEqual([after]);
    }
    expect(await titlesOf(market, 'whistles')).toEqual(['Kettle']);
    market.variants = [before];
    market.advance(1_000);
    expect(await titlesOf(market, 'whistles kettle')).toEqual([]);
    expect(await titlesOf(market, 'stove')).toEqual(['Stove']);
  });

  test('follows sellers who come, go, are renamed or belong to somebody else', async () => {
    const market = openMarket([sellerOf('acme')], [variantOf('acme', 'Stove'), variantOf('west', 'Roast')]);
    const step = async (...sellers: readonly ReturnType<typeof sellerOf>[]) => {
      market.sellers = sellers;
      market.advance(1_000);
      return titlesOf(market, null);
    };
    expect(await step(sellerOf('acme'))).toEqual(['Stove']);
    expect(await step(sellerOf('acme'), sellerOf('west'))).toEqual(['Stove', 'Roast']);
    expect(await step(sellerOf('acme'), sellerOf('west', 'demo', 'Canyon'))).toEqual(['Stove', 'Roast']);
    expect(await titlesOf(market, 'canyon')).toEqual(['Roast']);
    expect(await step(sellerOf('acme', 'other'), sellerOf('west'))).toEqual(['Roast']);
    expect(await titlesOf(market, 'stove')).toEqual([]);
    expect(await titlesOf(market, 'stove', { tenant: 'other' })).toEqual(['Stove']);
    expect(await step()).toEqual([]);
  });

  test('is read once for all who ask at the same time, and again when reading failed', async () => {
    const market = openMarket([sellerOf('acme')], [variantOf('acme', 'Stove')]);
    const many = await Promise.all(Array.from({ length: 20 }, () => titlesOf(market, 'stove')));
    expect(many.flat()).toHaveLength(20);
    expect(market.reads).toBe(1);

    const { sellers } = market;
    market.advance(1_000);
    Object.defineProperty(market, 'sellers', {
      configurable: true,
      get() {
        throw new Error('The sellers cannot be read.');
      },
    });
    await expect(titlesOf(market, 'stove')).rejects.toThrow('cannot be read');
    Object.defineProperty(market, 'sellers', { value: sellers });
    expect(await titlesOf(market, 'stove')).toEqual(['Stove']);
  });

  test('takes a variant that is listed twice once', async () => {
    const market = openMarket([sellerOf('acme')], [variantOf('acme', 'Stove'), variantOf('acme', 'Stove')]);
    const found = await market.search({ tenant: 'demo', seller: null, text: 'stove', limit: 9 });
    expect([found.hits.length, found.size]).toEqual([1, 1]);
  });
});

describe('whoever looks', () => {
  const market = openMarket(
    [sellerOf('acme'), sellerOf('west'), sellerOf('globex', 'other')],
    [
      variantOf('acme', 'Steel stove'),
      variantOf('acme', 'Mug'),
      variantOf('west', 'Wood stove'),
      variantOf('globex', 'CANARY stove'),
    ],
  );

  test.each([
    ['demo', null, ['Steel stove', 'Wood stove'], 3],
    ['demo', 'acme', ['Steel stove'], 2],
    ['demo', 'globex', [], 0],
    ['demo', 'nobody', [], 0],
    ['other', null, ['CANARY stove'], 1],
    ['other', 'acme', [], 0],
    ['third', null, [], 0],
  ])('as %s at %s sees and counts no more than that', async (tenant, seller, titles, size) => {
    const found = await market.search({ tenant, seller, text: 'stove', limit: 50 });
    expect([titlesIn(found).toSorted(), found.size]).toEqual([titles, size]);
    expect((await market.search({ tenant, seller, text: null, limit: 50 })).hits).toHaveLength(size);
  });

  test('at one seller gets the same answer, to the relevance, whatever others sell', async () => {
    const wanted = { tenant: 'demo', seller: 'acme', text: 'steel stove', limit: 50 };
    const alone = openMarket([sellerOf('acme')], market.variants);
    expect(await market.search(wanted)).toEqual(await alone.search(wanted));
  });

  test('in more scopes than are kept finds the same in each', async () => {
    const handles = Array.from({ length: 1_100 }, (_, at) => `seller${at}`);
    const street = openMarket(
      handles.map((handle) => sellerOf(handle)),
      handles.map((handle) => variantOf(handle, `Stove of ${handle}`)),
    );
    for (const seller of [...handles, ...handles.slice(0, 5)]) {
      expect(await titlesOf(street, 'stove', { seller })).toEqual([`Stove of ${seller}`]);
    }
    expect(street.reads).toBe(1_105);
  });
});

describe('a catalogue of ten thousand', () => {
  const COLOURS = ['Red', 'Blue', 'Green', 'Black', 'White'];
  const THINGS = ['blanket', 'mug', 'stove', 'kettle', 'lamp', 'tent', 'chair', 'rope'];
  const handles = Array.from({ length: 20 }, (_, at) => `seller${at}`);
  const market = openMarket(
    handles.map((handle) => sellerOf(handle)),
    Array.from({ length: 10_000 }, (_, at) =>
      variantOf(
        `seller${at % 20}`,
        `${COLOURS[at % 5]} ${THINGS[at % 8]} ${at}`,
        at === 7_777 ? 'The only one with a zeppelin on it' : 'Made with care for home and camping',
      ),
    ),
  );
  const find = (text: string, more = {}) =>
    market.search({ tenant: 'demo', seller: null, text, limit: 50, ...more });

  test('is found in by number, word, beginning, mistake and description', async () => {
    for (const at of [0, 1, 4_999, 9_999]) {
      const { hits, size } = await find(`${COLOURS[at % 5]} ${THINGS[at % 8]} ${at}`);
      expect([hits[0]?.variant.title.endsWith(` ${at}`), hits[0]?.relevance, size]).toEqual([
        true,
        1,
        10_000,
      ]);
    }
    for (const text of ['blue kettle', 'blu kettl', 'bleu kettel']) {
      const titles = titlesIn(await find(text));
      expect([text, titles.length]).toEqual([text, 50]);
      expect(titles.filter((title) => !title.startsWith('Blue kettle'))).toEqual([]);
    }
    for (const text of ['zeppelin', 'zepp', 'zepelin']) {
      expect(titlesIn(await find(text))).toEqual([
        'Black mug 7777'.replace('Black', COLOURS[7_777 % 5] ?? ''),
      ]);
    }
  });

  test('is counted and scoped exactly', async () => {
    const { hits, size } = await find('mug', { seller: 'seller1', limit: 10_000 });
    const own = market.variants.filter(({ seller }) => seller === 'seller1');
    expect(size).toBe(own.length);
    expect(hits.map(({ variant }) => variant.id).toSorted()).toEqual(
      own
        .filter(({ title }) => title.includes('mug'))
        .map(({ id }) => id)
        .toSorted(),
    );
  });

  test('is right after many have gone, changed and come at once', async () => {
    const { variants } = market;
    market.variants = [
      ...variants.slice(4_000, 8_000),
      ...variants.slice(8_000).map((one) => ({ ...one, title: `Renamed ${one.title}` })),
      variantOf('seller3', 'Astrolabe'),
    ];
    market.advance(1_000);
    const renamed = await find('renamed', { limit: 10_000 });
    expect([renamed.hits.length, renamed.size]).toEqual([2_000, 6_001]);
    expect(titlesIn(await find('astrolabe'))).toEqual(['Astrolabe']);
    const tents = market.variants.filter(({ title }) => title.includes('tent')).length;
    expect((await find('tent', { limit: 10_000 })).hits).toHaveLength(tents);
  });
});
