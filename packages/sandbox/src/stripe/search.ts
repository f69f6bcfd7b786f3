import { refused } from './errors.ts';
import { numberOf, textOf } from './form.ts';
import type { StripeIntent } from './objects.ts';
import { limitOf } from './pages.ts';
import type { Work } from './work.ts';

/** One clause of a query: `status:"succeeded"`, or `-metadata["order"]:"7"`. */
const CLAUSE =
  /^(-?)(?:(status|currency)|metadata\[(["'])((?:(?!\3)[^\\]|\\.)+)\3\]):(["'])((?:(?!\5)[^\\]|\\.)*)\5/;
const AND = /^\s+(?:AND\s+)?/i;

type Test = (intent: StripeIntent) => boolean;

/** The intents that fit a query, newest first: as the index knows them, which can be late. */
export function searchIntents(work: Work): object {
  const { state, account, form, now, lag } = work;
  const tests = parseQuery(textOf(form, 'query') ?? '');
  const found = [...state.intents.values()]
    .filter((held) => held.account === account && held.object.created <= now - lag)
    .map(({ object }) => object)
    .filter((intent) => tests.every((test) => test(intent)))
    .toReversed();
  const [from, limit] = [numberOf(form, 'page') ?? 0, limitOf(form)];
  const hasMore = from + limit < found.length;
  return {
    object: 'search_result',
    url: '/v1/payment_intents/search',
    has_more: hasMore,
    data: found.slice(from, from + limit),
    next_page: hasMore ? String(from + limit) : null,
  };
}

function parseQuery(query: string): readonly Test[] {
  const tests: Test[] = [];
  let rest = query.trim();
  while (rest !== '') {
    const clause = CLAUSE.exec(rest);
    if (!clause) throw refused(`The search does not understand: ${rest}`, { param: 'query' });
    tests.push(testOf(clause));
    rest = rest.slice(clause[0].length);
    const and = AND.exec(rest);
    if (rest !== '' && !and) throw refused(`The search does not understand: ${rest}`, { param: 'query' });
    rest = rest.slice(and?.[0].length ?? 0);
  }
  if (tests.length === 0) throw refused('The query is empty.', { param: 'query' });
  return tests;
}

function testOf([, not, field, , key = '', , value = '']: RegExpExecArray): Test {
  const wanted = plain(value);
  const isField = field === 'status' || field === 'currency';
  const fits: Test = (intent) => (isField ? intent[field] : intent.metadata[plain(key)]) === wanted;
  return not === '-' ? (intent) => !fits(intent) : fits;
}

function plain(quoted: string): string {
  return quoted.replaceAll(/\\(.)/g, '$1');
}
