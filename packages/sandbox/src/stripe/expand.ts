import { listLines } from './checkout/sessions.ts';
import { refused } from './errors.ts';
import { type Form, listOf } from './form.ts';
import { shownAuthorization } from './issuing/authorize.ts';
import { secretsOf } from './issuing/numbers.ts';
import type { StripeCall } from './kinds.ts';
import type { Work } from './work.ts';

/** The members that name another object, and whose place it can take: by the kind of object, with the kind that comes. */
const EXPANDABLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'checkout.session': { payment_intent: 'payment_intent', line_items: 'list' },
  payment_intent: { latest_charge: 'charge' },
  charge: { payment_intent: 'payment_intent' },
  refund: { charge: 'charge', payment_intent: 'payment_intent' },
  'issuing.authorization': { cardholder: 'issuing.cardholder' },
  'issuing.transaction': {
    authorization: 'issuing.authorization',
    card: 'issuing.card',
    cardholder: 'issuing.cardholder',
  },
  'a card alone': { number: 'text', cvc: 'text' },
};
/** What the calls of a resource, or one of them, answer with. */
const ANSWERED: Readonly<Record<string, string>> = {
  charges: 'charge',
  checkout_sessions: 'checkout.session',
  issuing_authorizations: 'issuing.authorization',
  issuing_cardholders: 'issuing.cardholder',
  issuing_cards: 'issuing.card',
  'issuing_cards.retrieve': 'a card alone',
  issuing_transactions: 'issuing.transaction',
  payment_intents: 'payment_intent',
  refunds: 'refund',
};

type Whole = Readonly<Record<string, unknown>>;

/** Throws for what cannot be shown whole, before anything is done: who is refused should have moved nothing. */
export function checkExpand(call: StripeCall, form: Form): void {
  const [resource = '', verb = ''] = call.split('.');
  const isList = verb === 'list' || verb === 'search';
  for (const path of listOf(form, 'expand')) {
    const [list, ...members] = [...(isList ? [] : ['data']), ...path.split('.')];
    let kind = verb === 'line_items' ? undefined : (ANSWERED[call] ?? ANSWERED[resource]);
    for (const name of members) kind = EXPANDABLE[kind ?? '']?.[name];
    if (list === 'data' && members.length > 0 && kind !== undefined) continue;
    throw refused(`This property cannot be expanded (${path}).`, { param: 'expand' });
  }
}

/** An answer with the objects in it that the form asked to see whole. */
export function expand(work: Work, answer: object): object {
  return listOf(work.form, 'expand').reduce((seen, path) => {
    const [first, ...rest] = path.split('.');
    const data: unknown = (seen as Whole).data;
    if (first !== 'data' || !Array.isArray(data)) return expandOne(work, seen as Whole, path);
    return { ...seen, data: data.map((one: Whole) => expandOne(work, one, rest.join('.'))) };
  }, answer);
}

function expandOne(work: Work, object: Whole, path: string): Whole {
  const [name = '', ...rest] = path.split('.');
  const whole = wholeOf(work, object, name);
  if (whole === null) return object;
  const isDeep = rest.length > 0 && typeof whole !== 'string';
  return { ...object, [name]: isDeep ? expandOne(work, whole, rest.join('.')) : whole };
}

/** What a member stands for; null when it stands for nothing. */
function wholeOf(work: Work, object: Whole, name: string): Whole | string | null {
  const { state } = work;
  if (name === 'number' || name === 'cvc') return secretsOf(state, String(object.id))[name];
  if (name === 'line_items') return listLines({ ...work, id: String(object.id), form: {} }) as Whole;
  const member = object[name];
  if (typeof member !== 'string') return (member ?? null) as Whole | null;
  const authorization = state.authorizations.get(member);
  if (authorization) return { ...shownAuthorization(state, authorization) };
  const tables = [state.charges, state.intents, state.cards, state.cardholders] as const;
  const held = tables.map((table) => table.get(member)).find((one) => one !== undefined);
  return (held?.object ?? null) as Whole | null;
}
