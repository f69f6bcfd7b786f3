import type { Json } from '@railyard/core/rail';
import type { Fault } from './fault.ts';

/** Stands for whatever a provider may yet call something. */
const STRANGE = 'a_word_that_nobody_knows';
/** More texts of one answer than a fake should ever have. */
const MOST = 50;
/** What may be a word: short, without the signs of an address or a text, and no number in hexadecimal. */
const WORD = /^(?!0x)[\w .-]{1,32}$/;

/** Nothing wrong, but for the words of the answer, which are heard. */
export function hearing(hear: (words: readonly string[]) => void): Fault {
  async function sees(answer: Response): Promise<Response> {
    const words: string[] = [];
    withWords(await answer.clone().text(), (word) => {
      words.push(word);
      return word;
    });
    hear(words.slice(0, MOST));
    return answer;
  }
  return { says: 'was heard', arrives: 'once', sees };
}

/** Another word in place of the one that is heard at this place. */
export function strangeFor(heard: string, place: number): Fault {
  async function sees(answer: Response): Promise<Response> {
    const { status } = answer;
    const text = withWords(await answer.text(), (word, at) => (at === place ? STRANGE : word));
    return new Response(text, { status, headers: { 'content-type': 'application/json' } });
  }
  const says = `was done and answered with a word that nobody knows in place of "${heard}"`;
  return { says, arrives: 'once', sees };
}

/** JSON with each of its words changed, in their order; any other text as it is. */
function withWords(text: string, change: (word: string, at: number) => string): string {
  let count = 0;
  const changed = (_: string, value: Json): Json =>
    typeof value === 'string' && WORD.test(value) ? change(value, count++) : value;
  try {
    return JSON.stringify(JSON.parse(text), changed);
  } catch {
    return text;
  }
}
