import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from './any-text.ts';
import { openMarket, sellerOf, titlesIn, titlesOf, variantOf } from './market.ts';

const TITLES = [
  'Camp stove',
  'Enamel mug',
  'Wool blanket',
  'Crème brûlée torch',
  'Smørrebrød board',
  'コーヒーカップ',
  '軽量登山用ストーブ',
  '陶瓷咖啡杯',
  '红色羊毛围巾',
  '한국 커피',
  'กาแฟคั่วเข้ม',
  'Кофе молотый',
];

function openShop() {
  return openMarket(
    [sellerOf('acme')],
    TITLES.map((title) => variantOf('acme', title)),
  );
}

test.each([
  ['stove', 'Camp stove'],
  ['STOVE', 'Camp stove'],
  ['sto', 'Camp stove'],
  ['w', 'Wool blanket'],
  ['stoves', 'Camp stove'],
  ['stobe', 'Camp stove'],
  ['stve', 'Camp stove'],
  ['sttove', 'Camp stove'],
  ['stvoe', 'Camp stove'],
  ['balnket', 'Wool blanket'],
  ['blankt wool', 'Wool blanket'],
  ['a warm blanket, please', 'Wool blanket'],
  ['creme brulee', 'Crème brûlée torch'],
  ['CRÈME', 'Crème brûlée torch'],
  ['smorrebrod', 'Smørrebrød board'],
  ['コーヒー', 'コーヒーカップ'],
  ['ｶｯﾌﾟ', 'コーヒーカップ'],
  ['登山', '軽量登山用ストーブ'],
  ['ストーブ', '軽量登山用ストーブ'],
  ['咖啡', '陶瓷咖啡杯'],
  ['羊毛', '红色羊毛围巾'],
  ['커피', '한국 커피'],
  ['กาแฟ', 'กาแฟคั่วเข้ม'],
  ['кофе', 'Кофе молотый'],
])('%s finds %s first', async (text, title) => {
  expect((await titlesOf(openShop(), text))[0]).toBe(title);
});

test('a part of a Chinese word is found, too', async () => {
  expect(await titlesOf(openShop(), '咖啡壶')).toEqual(['陶瓷咖啡杯']);
});

test.each(['submarine', 'xy', '!!!', '*', '.*', '(', '\\', '[q-', '🎁'])('%s finds nothing', async (text) => {
  const found = await openShop().search({ tenant: 'demo', seller: null, text, limit: 50 });
  expect(found).toEqual({ hits: [], size: TITLES.length });
});

test('the title counts for more than the description, and that for more than the name of the seller', async () => {
  const market = openMarket(
    [sellerOf('acme'), sellerOf('lantern', 'demo', 'Lantern & Sons')],
    [
      variantOf('lantern', 'Tent pegs'),
      variantOf('acme', 'Hook', 'Holds a lantern'),
      variantOf('acme', 'Lantern'),
    ],
  );
  const { hits } = await market.search({ tenant: 'demo', seller: null, text: 'lantern', limit: 50 });
  expect(hits.map(({ variant, relevance }) => [variant.title, relevance])).toEqual([
    ['Lantern', 1],
    ['Hook', expect.any(Number)],
    ['Tent pegs', expect.any(Number)],
  ]);
});

test('relevance is 1 for every word in the title, less for a beginning or a mistake, and falls along the list', async () => {
  const market = openMarket(
    [sellerOf('acme')],
    ['Wool blanket', 'Wool socks', 'Cotton blanket', 'Picnic blanket with a wool lining'].map((title) =>
      variantOf('acme', title),
    ),
  );
  const relevancesOf = async (text: string) =>
    (await market.search({ tenant: 'demo', seller: null, text, limit: 50 })).hits.map(
      ({ relevance }) => relevance ?? -1,
    );
  const found = await relevancesOf('wool blanket');
  expect(found).toHaveLength(4);
  expect(found[0]).toBe(1);
  expect(found).toEqual(found.toSorted((one, other) => other - one));
  expect(found.every((one) => one > 0 && one <= 1)).toBe(true);
  expect((await relevancesOf('wool submarine'))[0]).toBe(0.5);
  expect((await relevancesOf('blank'))[0]).toBe(0.5);
  expect((await relevancesOf('blanklet'))[0]).toBe(0.5);
});

test('a word that is known is not taken for another one', async () => {
  const market = openMarket(
    [sellerOf('acme')],
    ['Camp stove', 'Table lamp'].map((title) => variantOf('acme', title)),
  );
  expect(await titlesOf(market, 'camp')).toEqual(['Camp stove']);
});

test('whoever looks for nothing browses, in the order of the catalogue, without relevance', async () => {
  const market = openShop();
  const found = await market.search({ tenant: 'demo', seller: null, text: null, limit: 3 });
  expect(titlesIn(found)).toEqual(TITLES.slice(0, 3));
  expect(found.hits.map(({ relevance }) => relevance)).toEqual([null, null, null]);
  expect(found.size).toBe(TITLES.length);
});

test('of a long query the first words count', async () => {
  const market = openShop();
  const filler = Array.from({ length: 5_000 }, (_, at) => `word${at}`).join(' ');
  expect(await titlesOf(market, `stove ${filler}`)).toEqual(['Camp stove']);
  expect(await titlesOf(market, `${filler} stove`)).toEqual([]);
});

test.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueof'])(
  'the word %s is a word like any other',
  async (word) => {
    const market = openMarket(
      [sellerOf('acme')],
      [variantOf('acme', `A ${word} kit`), variantOf('acme', 'Mug')],
    );
    expect(await titlesOf(openShop(), word)).toEqual([]);
    expect(await titlesOf(market, word)).toEqual([`A ${word} kit`]);
  },
);

test('no query breaks the search, or finds what is not there', async () => {
  const market = openShop();
  const query = fc.oneof(
    anyText(300),
    fc.array(fc.constantFrom(...TITLES, 'ﷺ'.repeat(200), 'a'.repeat(5_000), '\u0301'.repeat(300), '\ud800')),
  );
  await fc.assert(
    fc.asyncProperty(query, async (text) => {
      const { hits, size } = await market.search({
        tenant: 'demo',
        seller: null,
        text: Array.isArray(text) ? text.join(' ') : text,
        limit: 50,
      });
      expect(size).toBe(TITLES.length);
      expect(hits.length).toBeLessThanOrEqual(TITLES.length);
      for (const { relevance } of hits) expect(relevance).toSatisfy((one: number) => one > 0 && one <= 1);
    }),
  );
});
