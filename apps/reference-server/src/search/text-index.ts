import MiniSearch, { type SearchOptions, type SearchResult } from 'minisearch';
import { othersOf, partsOf, wordsOf } from './words.ts';

/** What something can be found by. */
export interface Text {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly seller: string;
}

export interface Match {
  readonly id: string;
  /** Above 0, up to 1: every word is in the title as it was looked for. */
  readonly relevance: number;
}

/** Texts that can be found by their words, with small mistakes in them. */
export interface TextIndex {
  /** Holds these texts and no others. Gives way to other work, and ends before it is called again. */
  hold(texts: ReadonlyMap<string, Text>): Promise<void>;
  /** The best first. */
  find(text: string): readonly Match[];
}

/** So many words of a query count, and so many letters. */
const MOST_WORDS = 8;
const MOST_LETTERS = 500;
/** Some ten milliseconds of work. */
const AT_ONCE = 250;

const OPTIONS: SearchOptions = {
  boost: { title: 4, seller: 0.5 },
  tokenize: (query) => query.split(' '),
};

/** An index that holds nothing yet. */
export function createTextIndex(): TextIndex {
  const index = new MiniSearch<Text>({
    fields: ['title', 'description', 'seller'],
    tokenize: (text) => wordsOf(text).flatMap((word) => [word, ...partsOf(word)]),
    processTerm: (word) => word,
  });
  let held: ReadonlyMap<string, Text> = new Map();

  return {
    async hold(texts) {
      const before = held;
      const changed = (text: Text): boolean => !isSame(text, before.get(text.id));
      held = texts;
      for (const { id } of before.values()) {
        const text = texts.get(id);
        if (!text || changed(text)) index.discard(id);
      }
      await index.addAllAsync([...texts.values()].filter(changed), { chunkSize: AT_ONCE });
    },
    find(text) {
      const words = [...new Set(wordsOf(text.slice(0, MOST_LETTERS)))].slice(0, MOST_WORDS);
      return words.length === 0 ? [] : ranked(...search(index, words));
    },
  };
}

function isSame(text: Text, other: Text | undefined): boolean {
  return (
    text.title === other?.title && text.description === other.description && text.seller === other.seller
  );
}

/** A word and what it is taken for. */
type Meanings = ReadonlyMap<string, readonly string[]>;

/** Only a word that nothing has is taken for a mistake. */
function search(
  index: MiniSearch<Text>,
  words: readonly string[],
): readonly [readonly SearchResult[], Meanings] {
  const query = words.join(' ');
  // A single letter begins too much to tell anything beside other words.
  const prefix = (word: string): boolean => words.length === 1 || word.length > 1;
  const found = index.search(query, { ...OPTIONS, prefix });
  const known = new Set(found.flatMap(({ queryTerms }) => queryTerms));
  const meanings = new Map(
    words.map((word) => [word, known.has(word) ? [word] : [word, ...othersOf(word)]] as const),
  );
  if (known.size === words.length) return [found, meanings];

  const unknown = new Set(words.filter((word) => !known.has(word)));
  const lenient = index.search(query, {
    ...OPTIONS,
    prefix,
    processTerm: (word) => [...(meanings.get(word) ?? [])],
    fuzzy: (word) => unknown.has(word) && mistakesIn(word),
  });
  return [lenient, meanings];
}

/** How many letters may be wrong, missing or too many. */
function mistakesIn({ length }: string): number {
  if (length < 4) return 0;
  return length < 8 ? 1 : 2;
}

/** The best is as relevant as it fits the query, the others as their scores are to its. */
function ranked(results: readonly SearchResult[], meanings: Meanings): readonly Match[] {
  const [best] = results;
  if (!best) return [];
  const fit = fitOf(best, meanings);
  return results.map(({ id, score }) => ({
    id: String(id),
    relevance: Math.max(0.01, Math.round((100 * fit * score) / best.score) / 100),
  }));
}

/** The share of the words that the title has as they are; found in another way, a word counts half. */
function fitOf({ match, queryTerms }: SearchResult, meanings: Meanings): number {
  const shares = [...meanings].map(([word, meant]) => {
    if (Object.hasOwn(match, word) && match[word]?.includes('title')) return 1;
    return meant.some((one) => queryTerms.includes(one)) ? 0.5 : 0;
  });
  return shares.reduce<number>((sum, share) => sum + share, 0) / shares.length;
}
