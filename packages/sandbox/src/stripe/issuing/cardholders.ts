import { addressOf } from '../address.ts';
import { missing, refused, unsupported } from '../errors.ts';
import { type Form, groupOf, numberOf, textOf } from '../form.ts';
import { metadataOf } from '../metadata.ts';
import { drawId } from '../open.ts';
import { ownOf, pageOf } from '../pages.ts';
import { emit, type Work } from '../work.ts';
import type { CardholderIndividual, StripeCardholder } from './objects.ts';

const LONGEST_NAME = 24;

/** A cardholder. Cards of one who lacks something can be made, and not activated. */
export function createCardholder(work: Work): StripeCardholder {
  const { form, state } = work;
  const name = textOf(form, 'name') ?? '';
  if (name.length > LONGEST_NAME)
    throw refused(`A cardholder's name has ${LONGEST_NAME} characters at most.`, { param: 'name' });
  const type = (textOf(form, 'type') ?? 'individual') as StripeCardholder['type'];
  const individual = type === 'individual' ? individualOf(form) : null;
  const past_due = individual ? lackOf(individual) : [];
  const object: StripeCardholder = {
    id: drawId(state, 'ich'),
    object: 'issuing.cardholder',
    billing: { address: addressOf(groupOf(form, 'billing') ?? {}) },
    company: null,
    created: work.now,
    email: textOf(form, 'email'),
    individual,
    livemode: false,
    metadata: metadataOf(form),
    name,
    phone_number: textOf(form, 'phone_number'),
    preferred_locales: null,
    requirements: { disabled_reason: past_due.length > 0 ? 'requirements.past_due' : null, past_due },
    spending_controls: null,
    status: (textOf(form, 'status') ?? 'active') as StripeCardholder['status'],
    type,
  };
  state.cardholders.set(object.id, { account: work.account, object });
  emit(work, 'issuing_cardholder.created', object);
  return object;
}

export function retrieveCardholder(work: Work): StripeCardholder {
  return cardholderOf(work, work.id, 'id', 404);
}

/** The cardholders that a form asks for. */
export function listCardholders(work: Work): object {
  const { form } = work;
  const wanted = (['email', 'phone_number', 'status', 'type'] as const).map(
    (name) => [name, textOf(form, name)] as const,
  );
  const fitting = ownOf(work, work.state.cardholders).filter((one) =>
    wanted.every(([name, value]) => value === null || one[name] === value),
  );
  return pageOf('/v1/issuing/cardholders', form, fitting);
}

/** A cardholder of this account; throws when there is none. */
export function cardholderOf(
  { state, account }: Pick<Work, 'state' | 'account'>,
  id: string,
  param: string,
  status: 400 | 404 = 400,
): StripeCardholder {
  const held = state.cardholders.get(id);
  if (held?.account === account) return held.object;
  throw missing('issuing cardholder', id, param, status);
}

function individualOf(form: Form): CardholderIndividual {
  const individual = groupOf(form, 'individual') ?? {};
  if (individual.verification !== undefined) throw unsupported('individual[verification]');
  const dob = groupOf(individual, 'dob');
  const terms = groupOf(groupOf(individual, 'card_issuing') ?? {}, 'user_terms_acceptance') ?? {};
  return {
    card_issuing: {
      user_terms_acceptance: {
        date: numberOf(terms, 'date'),
        ip: textOf(terms, 'ip'),
        user_agent: textOf(terms, 'user_agent'),
      },
    },
    dob: dob && {
      day: numberOf(dob, 'day') ?? 0,
      month: numberOf(dob, 'month') ?? 0,
      year: numberOf(dob, 'year') ?? 0,
    },
    first_name: textOf(individual, 'first_name'),
    last_name: textOf(individual, 'last_name'),
    verification: null,
  };
}

/** What a person has to say before a card of theirs can be used. */
function lackOf({ card_issuing, first_name, last_name }: CardholderIndividual): string[] {
  const { date, ip } = card_issuing.user_terms_acceptance;
  const asked = {
    'individual.first_name': first_name,
    'individual.last_name': last_name,
    'individual.card_issuing.user_terms_acceptance.date': date,
    'individual.card_issuing.user_terms_acceptance.ip': ip,
  };
  return Object.keys(asked).filter((name) => asked[name as keyof typeof asked] === null);
}
