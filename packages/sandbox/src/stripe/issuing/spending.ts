import { refused, unsupported } from '../errors.ts';
import { type Form, groupOf, groupsOf, listOf, textOf } from '../form.ts';
import { positiveOf } from '../money.ts';
import type { State } from '../state.ts';
import type { MerchantData, SpendingControls, SpendingLimit } from './objects.ts';
import type { HeldCard } from './state.ts';
import { takenBy } from './taken.ts';

const LISTS = [
  'allowed_categories',
  'allowed_merchant_countries',
  'blocked_categories',
  'blocked_merchant_countries',
] as const;

const NONE: SpendingControls = {
  allowed_card_presences: null,
  allowed_categories: null,
  allowed_merchant_countries: null,
  blocked_card_presences: null,
  blocked_categories: null,
  blocked_merchant_countries: null,
  spending_limits: null,
  spending_limits_currency: null,
};

/** The controls in a form: each that it names replaces the one there was. */
export function controlsOf(form: Form, currency: string, before = NONE): SpendingControls {
  const group = groupOf(form, 'spending_controls');
  if (!group) return before;
  for (const name of ['allowed_card_presences', 'blocked_card_presences'])
    if (group[name] !== undefined) throw unsupported(`spending_controls[${name}]`);
  const lists = LISTS.filter((name) => Array.isArray(group[name]));
  const named: Partial<SpendingControls> = Object.fromEntries(
    lists.map((name): [string, string[]] => [name, [...listOf(group, name)]]),
  );
  const controls: SpendingControls = { ...before, ...named };
  for (const kind of ['categories', 'merchant_countries'] as const)
    if (controls[`allowed_${kind}`]?.length && controls[`blocked_${kind}`]?.length)
      throw refused(`Only one of allowed_${kind} and blocked_${kind} can be set.`, {
        param: `spending_controls[blocked_${kind}]`,
      });
  if (!Array.isArray(group.spending_limits)) return controls;
  const spending_limits = groupsOf(group, 'spending_limits').map(limitOf);
  return { ...controls, spending_limits, spending_limits_currency: currency };
}

function limitOf(form: Form, at: number): SpendingLimit {
  const categories = listOf(form, 'categories');
  return {
    amount: positiveOf(form, 'amount', `spending_controls[spending_limits][${at}][amount]`),
    categories: categories.length > 0 ? [...categories] : null,
    interval: textOf(form, 'interval') as SpendingLimit['interval'],
  };
}

/** What a card is asked for. */
export interface Wanted {
  readonly amount: number;
  readonly merchant: MerchantData;
  /** Seconds since 1970. */
  readonly now: number;
}

/** Whether the controls of a card let it pay. */
export function isWithin(state: State, card: HeldCard, wanted: Wanted): boolean {
  const controls = card.object.spending_controls;
  const { category, country } = wanted.merchant;
  return (
    isListed(controls.allowed_categories, category, 'allowed') &&
    isListed(controls.blocked_categories, category, 'blocked') &&
    isListed(controls.allowed_merchant_countries, country, 'allowed') &&
    isListed(controls.blocked_merchant_countries, country, 'blocked') &&
    (controls.spending_limits ?? []).every((limit) => isUnder(state, card, limit, wanted))
  );
}

function isListed(
  list: readonly string[] | null,
  value: string | null,
  kind: 'allowed' | 'blocked',
): boolean {
  if (!list || list.length === 0) return true;
  return list.includes(value ?? '') === (kind === 'allowed');
}

function isUnder(state: State, card: HeldCard, limit: SpendingLimit, wanted: Wanted): boolean {
  const counts = (category: string): boolean => limit.categories?.includes(category) ?? true;
  if (!counts(wanted.merchant.category)) return true;
  const from = startOf(limit.interval, wanted.now);
  const payments = limit.interval === 'per_authorization' ? [] : takenBy(state, card.object.id);
  const before = payments.filter(
    ({ created, merchant_data }) => created >= from && counts(merchant_data.category),
  );
  return before.reduce((sum, { held, taken }) => sum + held + taken, wanted.amount) <= limit.amount;
}

/** When the interval began that a second is in. Weeks begin on Sunday; all of them at midnight UTC. */
function startOf(interval: SpendingLimit['interval'], now: number): number {
  const at = new Date(now * 1000);
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  switch (interval) {
    case 'all_time':
    case 'per_authorization':
      return 0;
    case 'yearly':
      return Date.UTC(year, 0) / 1000;
    case 'monthly':
      return Date.UTC(year, month) / 1000;
    case 'weekly':
      return Date.UTC(year, month, day - at.getUTCDay()) / 1000;
    case 'daily':
      return Date.UTC(year, month, day) / 1000;
  }
}
