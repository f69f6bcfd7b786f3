import { missing, refused, unsupported } from '../errors.ts';
import { type Form, groupOf, numberOf, textOf } from '../form.ts';
import { changedMetadata, metadataOf } from '../metadata.ts';
import { positiveOf } from '../money.ts';
import { drawId } from '../open.ts';
import { ownOf, pageOf } from '../pages.ts';
import { emit, type Happening, type Work } from '../work.ts';
import { cardholderOf } from './cardholders.ts';
import { secretsOf } from './numbers.ts';
import type { StripeCard, StripeCardholder } from './objects.ts';
import { controlsOf } from './spending.ts';
import type { HeldCard } from './state.ts';

const CURRENCIES = new Set(['usd', 'eur', 'gbp']);
const YEARS = 3;

/** A virtual card, inactive unless the form says otherwise. */
export function createCard(work: Work): StripeCard {
  const { form, state, now } = work;
  if (textOf(form, 'type') === 'physical') throw unsupported('type');
  const currency = textOf(form, 'currency') ?? '';
  if (!CURRENCIES.has(currency)) throw refused(`Cards have no currency ${currency}.`, { param: 'currency' });
  const cardholder = cardholderOfForm(work);
  const status = (textOf(form, 'status') ?? 'inactive') as StripeCard['status'];
  if (status === 'active') checkActivation(cardholder);
  const expiry = new Date(now * 1000);
  const id = drawId(state, 'ic');
  const object: StripeCard = {
    id,
    object: 'issuing.card',
    brand: 'Visa',
    cancellation_reason: null,
    cardholder,
    created: now,
    currency,
    exp_month: expiry.getUTCMonth() + 1,
    exp_year: expiry.getUTCFullYear() + YEARS,
    last4: secretsOf(state, id).number.slice(-4),
    latest_fraud_warning: null,
    lifecycle_controls: lifecycleOf(form),
    livemode: false,
    metadata: metadataOf(form),
    personalization_design: null,
    replaced_by: null,
    replacement_for: null,
    replacement_reason: null,
    second_line: null,
    shipping: null,
    spending_controls: controlsOf(form, currency),
    status,
    type: 'virtual',
    wallets: null,
  };
  state.cards.set(id, { account: work.account, object, payments: 0 });
  emit(work, 'issuing_card.created', object);
  return object;
}

function cardholderOfForm(work: Work): StripeCardholder {
  const id = textOf(work.form, 'cardholder');
  if (id !== null) return cardholderOf(work, id, 'cardholder');
  throw refused('Missing required param: cardholder.', { code: 'parameter_missing', param: 'cardholder' });
}

function lifecycleOf(form: Form): StripeCard['lifecycle_controls'] {
  const after = groupOf(groupOf(form, 'lifecycle_controls') ?? {}, 'cancel_after');
  if (!after) return null;
  const param = 'lifecycle_controls[cancel_after][payment_count]';
  return { cancel_after: { payment_count: positiveOf(after, 'payment_count', param) } };
}

function checkActivation({ requirements: { past_due } }: StripeCardholder): void {
  if (past_due.length === 0) return;
  throw refused(`The cardholder has outstanding requirements: ${past_due.join(', ')}.`, { param: 'status' });
}

export function retrieveCard(work: Work): StripeCard {
  return cardOf(work, work.id, 'id', 404).object;
}

/** The cards that a form asks for. */
export function listCards(work: Work): object {
  const { form } = work;
  const wanted = (['last4', 'status', 'type'] as const).map((name) => [name, textOf(form, name)] as const);
  const dates = (['exp_month', 'exp_year'] as const).map((name) => [name, numberOf(form, name)] as const);
  const cardholder = textOf(form, 'cardholder');
  const fitting = ownOf(work, work.state.cards).filter(
    (card) =>
      [...wanted, ...dates].every(([name, value]) => value === null || card[name] === value) &&
      (cardholder === null || card.cardholder.id === cardholder),
  );
  return pageOf('/v1/issuing/cards', form, fitting);
}

/** Changes a card. One that was canceled stays canceled. */
export function updateCard(work: Work): StripeCard {
  const { form } = work;
  const held = cardOf(work, work.id, 'id', 404);
  const before = held.object;
  const status = (textOf(form, 'status') ?? before.status) as StripeCard['status'];
  if (before.status === 'canceled' && status !== 'canceled')
    throw refused('A card that was canceled cannot be changed back.', { param: 'status' });
  if (status === 'active') checkActivation(before.cardholder);
  const reason = textOf(form, 'cancellation_reason') as StripeCard['cancellation_reason'];
  if (reason !== null && status !== 'canceled')
    throw refused('Only a card that is canceled has a reason for it.', { param: 'cancellation_reason' });
  changeCard(work, held, {
    status,
    cancellation_reason: reason ?? before.cancellation_reason,
    metadata: changedMetadata(form, before.metadata),
    spending_controls: controlsOf(form, before.currency, before.spending_controls),
  });
  return held.object;
}

/** Changes a card, and says so. */
export function changeCard(work: Happening, held: HeldCard, changes: Partial<StripeCard>): void {
  held.object = { ...held.object, ...changes };
  emit(work, 'issuing_card.updated', held.object);
}

/** The card that a merchant's form is about. It is charged in its own currency alone. */
export function chargedCard(work: Work): HeldCard {
  const card = cardOf(work, textOf(work.form, 'card') ?? '', 'card');
  const currency = textOf(work.form, 'currency') ?? card.object.currency;
  if (currency !== card.object.currency) throw unsupported('currency');
  return card;
}

/** A card of this account; throws when there is none. */
export function cardOf(
  { state, account }: Pick<Work, 'state' | 'account'>,
  id: string,
  param: string,
  status: 400 | 404 = 400,
): HeldCard {
  const held = state.cards.get(id);
  if (held?.account === account) return held;
  throw missing('issuing card', id, param, status);
}
