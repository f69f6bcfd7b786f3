const SEGMENTER = new Intl.Segmenter('und', { granularity: 'word' });

/** A longer word counts as its beginning. */
const MOST_LETTERS = 40;

/** The accents of Latin, Greek and Cyrillic, the points of Hebrew, the vowel signs of Arabic. */
const MARKS = /[\u0300-\u036f\u0591-\u05bd\u064b-\u065f]/g;

/** Letters that are written in another way, too, and do not have that as a mark. */
const PLAIN: Readonly<Record<string, string>> = {
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ø: 'o',
  æ: 'ae',
  œ: 'oe',
  ß: 'ss',
  ς: 'σ',
};

/** The words of a text in any language, without case, accents and plurals in s. */
export function wordsOf(text: string): readonly string[] {
  return [...SEGMENTER.segment(plain(text))]
    .filter(({ isWordLike }) => isWordLike)
    .flatMap(({ segment }) => segment.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [])
    .map((word) => singular(word.slice(0, MOST_LETTERS)));
}

/** Composed again at the end, as scripts such as Hangul and kana have marks that make other letters. */
function plain(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(MARKS, '')
    .replaceAll(/[đħıłøæœßς]/g, (letter) => PLAIN[letter] ?? letter)
    .normalize('NFC');
}

function singular(word: string): string {
  return /[^s]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;
}

/** The characters of a Chinese word, for who looks for a part of it; none of another word. */
export function partsOf(word: string): readonly string[] {
  return /^\p{Script=Han}{2,}$/u.test(word) ? Array.from(word) : [];
}

/** What a word that nothing has may have been meant as: its parts, or itself with two letters the other way round. */
export function othersOf(word: string): readonly string[] {
  const parts = partsOf(word);
  if (parts.length > 0) return parts;
  const letters = Array.from(word);
  return letters
    .slice(1)
    .map((letter, at) => [...letters.slice(0, at), letter, letters[at], ...letters.slice(at + 2)].join(''));
}
