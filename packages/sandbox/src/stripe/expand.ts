import { refused } from './errors.ts';
import { listOf } from './form.ts';
import type { Work } from './work.ts';

/** The members that name another object, and whose place it can take. */
const EXPANDABLE: Readonly<Record<string, readonly string[]>> = {
  payment_intent: ['latest_charge'],
  charge: ['payment_intent'],
  refund: ['charge', 'payment_intent'],
};

type Whole = Readonly<Record<string, unknown>>;

/** An answer with the objects in it that the form asked to see whole. */
export function expand(work: Work, answer: object): object {
  return listOf(work.form, 'expand').reduce((seen, path) => {
    const [first, ...rest] = path.split('.');
    const data: unknown = (seen as Whole).data;
    if (first !== 'data' || !Array.isArray(data)) return expandOne(work, seen as Whole, path);
    return { ...seen, data: data.map((one: Whole) => expandOne(work, one, rest.join('.'))) };
  }, answer);
}

function expandOne({ state }: Work, object: Whole, name: string): Whole {
  if (!EXPANDABLE[String(object.object)]?.includes(name))
    throw refused(`This property cannot be expanded (${name}).`, { param: 'expand' });
  const id = object[name];
  if (typeof id !== 'string') return object;
  return { ...object, [name]: (state.charges.get(id) ?? state.intents.get(id))?.object };
}
