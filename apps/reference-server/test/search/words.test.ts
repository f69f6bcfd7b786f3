import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { othersOf, wordsOf } from '../../src/search/words.ts';
import { anyText } from './any-text.ts';

test.each([
  ['Crème Brûlée', ['creme', 'brulee']],
  ['ŁÓDŹ, Smørrebrød & Straße', ['lodz', 'smorrebrod', 'strasse']],
  ['İstanbul ılık', ['istanbul', 'ilik']],
  ['ΘΆΛΑΣΣΑΣ ёлка', ['θαλασσασ', 'елка']],
  ['Harbor’s l’eau, pour-over', ['harbor', 's', 'l', 'eau', 'pour', 'over']],
  ['Mugs, glass and gas', ['mug', 'glass', 'and', 'gas']],
  ['ｺｰﾋｰカップ', ['コーヒー', 'カップ']],
  ['軽量登山用ストーブ', ['軽量', '登山', '用', 'ストーブ']],
  ['红色羊毛围巾', ['红色', '羊毛', '围巾']],
  ['한국 커피를', ['한국', '커피를']],
  ['กาแฟคั่วเข้ม', ['กาแฟ', 'คั่ว', 'เข้ม']],
  ['أزرق قَهْوَة', ['ازرق', 'قهوة']],
  ['!!! … —', []],
])('the words of %s are %j', (text, words) => {
  expect(wordsOf(text)).toEqual(words);
});

test('words are short and nothing but letters and numbers, whatever the text is', () => {
  fc.assert(
    fc.property(anyText(100), (text) => {
      for (const word of wordsOf(text)) {
        expect(word.length).toBeLessThanOrEqual(40);
        expect(word).not.toMatch(/[\s\p{P}]/u);
      }
    }),
  );
});

test('a word is taken for one with two letters swapped, a Chinese one for its parts', () => {
  expect(othersOf('stvo')).toEqual(['tsvo', 'svto', 'stov']);
  expect(othersOf('咖啡杯')).toEqual(['咖', '啡', '杯']);
  expect(othersOf('a')).toEqual([]);
});
