import { refused } from '../errors.ts';
import { type Form, groupOf, groupsOf, numberOf, textOf } from '../form.ts';
import { drawId } from '../open.ts';
import type { Work } from '../work.ts';
import type { DeliveryRate, StripeSession } from './objects.ts';
import { absent, checkParts, notFound } from './parts.ts';

const MOST_OPTIONS = 5;

/** The ways of delivery that a form offers, in the currency of its lines: the first is the one that is meant at first. */
export function ratesOf(work: Work, currency: string): readonly DeliveryRate[] {
  const groups = groupsOf(work.form, 'shipping_options');
  if (groups.length > MOST_OPTIONS)
    throw refused(`A session has ${MOST_OPTIONS} shipping options at most.`, { param: 'shipping_options' });
  return groups.map((group, at) => rateOf(work, group, currency, `shipping_options[${at}]`));
}

function rateOf(work: Work, option: Form, currency: string, name: string): DeliveryRate {
  const known = textOf(option, 'shipping_rate');
  if (known) throw notFound('shipping rate', known, `${name}[shipping_rate]`);
  const group = groupOf(option, 'shipping_rate_data');
  if (!group) throw absent(`${name}[shipping_rate_data]`);
  const path = `${name}[shipping_rate_data]`;
  checkParts(group, ['display_name', 'fixed_amount', 'type'], path);
  const fixed = groupOf(group, 'fixed_amount');
  if (!fixed) throw absent(`${path}[fixed_amount]`);
  checkParts(fixed, ['amount', 'currency'], `${path}[fixed_amount]`);
  if (textOf(fixed, 'currency') !== currency)
    throw refused(`The shipping must be in the currency of the line items, ${currency}.`, {
      param: `${path}[fixed_amount][currency]`,
    });
  const amount = numberOf(fixed, 'amount') ?? 0;
  if (amount < 0)
    throw refused('This value must be greater than or equal to 0.', {
      code: 'parameter_invalid_integer',
      param: `${path}[fixed_amount][amount]`,
    });
  return { id: drawId(work.state, 'shr'), name: textOf(group, 'display_name') ?? '', amount };
}

type Totals = Pick<StripeSession, 'amount_subtotal' | 'amount_total' | 'shipping_cost' | 'total_details'>;

/** What a session costs with a way of delivery, or without any. */
export function totalsOf(amount_subtotal: number, rate?: DeliveryRate): Totals {
  const amount_shipping = rate?.amount ?? 0;
  return {
    amount_subtotal,
    amount_total: amount_subtotal + amount_shipping,
    shipping_cost: rate
      ? { amount_subtotal: rate.amount, amount_tax: 0, amount_total: rate.amount, shipping_rate: rate.id }
      : null,
    total_details: { amount_discount: 0, amount_shipping, amount_tax: 0 },
  };
}
