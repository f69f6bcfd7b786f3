import { refused } from '../errors.ts';
import { type Form, groupOf, groupsOf, numberOf, textOf } from '../form.ts';
import { metadataOf } from '../metadata.ts';
import { currencyOf, positiveOf } from '../money.ts';
import { drawId } from '../open.ts';
import type { Work } from '../work.ts';
import type { SessionLine } from './objects.ts';
import { absent, checkParts, notFound, within } from './parts.ts';

const MOST_LINES = 100;

/** What a form has a session sell: up to 100 lines, in one currency. */
export function linesOf(work: Work): readonly [SessionLine, ...SessionLine[]] {
  const [first, ...rest] = groupsOf(work.form, 'line_items').map((group, at) => lineOf(work, group, at));
  if (!first) throw absent('line_items');
  if (rest.length >= MOST_LINES)
    throw refused(`A session has ${MOST_LINES} line items at most.`, { param: 'line_items' });
  const other = rest.find(({ currency }) => currency !== first.currency);
  if (other)
    throw refused(`All line items must be in one currency, not in ${first.currency} and ${other.currency}.`, {
      param: 'line_items',
    });
  return [first, ...rest];
}

function lineOf(work: Work, group: Form, at: number): SessionLine {
  const name = `line_items[${at}]`;
  if (textOf(group, 'price')) throw notFound('price', textOf(group, 'price') ?? '', `${name}[price]`);
  checkParts(group, ['metadata', 'price_data', 'quantity'], name);
  const price = groupOf(group, 'price_data');
  if (!price) throw absent(`${name}[price_data]`);
  if (numberOf(group, 'quantity') === null) throw absent(`${name}[quantity]`);
  const quantity = positiveOf(group, 'quantity', `${name}[quantity]`);
  const { product, ...rest } = priceOf(work, price, `${name}[price_data]`);
  const amount = rest.unit_amount * quantity;
  return {
    id: drawId(work.state, 'li'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: rest.currency,
    description: product,
    metadata: within(name, () => metadataOf(group)),
    price: { ...rest, product: drawId(work.state, 'prod') },
    quantity,
  };
}

/** A price that is made for one line, with the name of its product. */
function priceOf(work: Work, group: Form, name: string): Price {
  checkParts(group, ['currency', 'product_data', 'unit_amount'], name);
  const product = groupOf(group, 'product_data');
  if (!product) throw absent(`${name}[product_data]`);
  checkParts(product, ['name'], `${name}[product_data]`);
  const unit_amount = numberOf(group, 'unit_amount');
  if (unit_amount === null) throw absent(`${name}[unit_amount]`);
  if (unit_amount < 0)
    throw refused('This value must be greater than or equal to 0.', {
      code: 'parameter_invalid_integer',
      param: `${name}[unit_amount]`,
    });
  return {
    id: drawId(work.state, 'price'),
    object: 'price',
    active: false,
    billing_scheme: 'per_unit',
    created: work.now,
    currency: currencyOf(group, `${name}[currency]`),
    livemode: false,
    metadata: {},
    product: textOf(product, 'name') ?? '',
    recurring: null,
    type: 'one_time',
    unit_amount,
    unit_amount_decimal: String(unit_amount),
  };
}

interface Price {
  readonly id: string;
  readonly object: 'price';
  readonly active: false;
  readonly billing_scheme: 'per_unit';
  readonly created: number;
  readonly currency: string;
  readonly livemode: false;
  readonly metadata: Record<string, never>;
  readonly product: string;
  readonly recurring: null;
  readonly type: 'one_time';
  readonly unit_amount: number;
  readonly unit_amount_decimal: string;
}
