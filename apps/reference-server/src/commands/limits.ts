import type { PlatformLimits } from '@railyard/core';
import type { Call } from '../commands.ts';
import { mistake } from '../config/fields.ts';
import { readCap } from '../config/limits.ts';
import { type LimitsChange, readLimits, resetLimits, setLimits } from '../limits.ts';
import { AS_JSON, HELP, readOptions } from './options.ts';
import { withRecords } from './records.ts';
import { shownMoney, told } from './text.ts';

const USAGE = `railyard limits [--max-item-quantity N] [--max-cart-total CURRENCY=MINOR_UNITS]…
railyard limits --reset

Without options it shows the caps of the platform. With some it changes these, and every server on the database of
RAILYARD_FOLDER holds to them at once, for open carts too.

  --max-item-quantity 10       the most of one item
  --max-cart-total usd=200000  the largest cart, here of $2,000.00; usd=none takes the currency no more
  --reset                      back to what the environment of the last start says
  --json                       for programs`;

const OPTIONS = {
  ...HELP,
  ...AS_JSON,
  'max-item-quantity': { type: 'string' },
  'max-cart-total': { type: 'string', multiple: true },
  reset: { type: 'boolean' },
} as const;

export async function limitsCommand({ args, variables, say }: Call): Promise<void> {
  const set = readOptions(args, USAGE, OPTIONS);
  if (set.help) return say(USAGE);
  const change = changeIn(set['max-item-quantity'], set['max-cart-total']);
  if (set.reset && change) throw mistake(`--reset goes alone.\n\n${USAGE}`);
  const limits = await withRecords(variables, (store) =>
    set.reset ? resetLimits(store) : change ? setLimits(store, change) : readLimits(store),
  );
  const { maxItemQuantity: max_item_quantity, maxCartTotal: max_cart_total } = limits;
  say(told(set, { max_item_quantity, max_cart_total }, shown(limits)));
}

function changeIn(quantity: string | undefined, totals: readonly string[] = []): LimitsChange | null {
  if (quantity === undefined && totals.length === 0) return null;
  return {
    ...(quantity !== undefined && { maxItemQuantity: Number(quantity) }),
    maxCartTotal: Object.fromEntries(totals.map(readTotal)),
  };
}

function readTotal(text: string): readonly [string, number | null] {
  const [currency = '', none] = text.split('=');
  if (none === 'none') return [currency, null];
  const cap = readCap(text);
  if (cap) return cap;
  throw mistake(`"${text}" is no cap. Write a currency and its minor units, such as usd=200000.`);
}

function shown({ maxItemQuantity, maxCartTotal }: PlatformLimits): string {
  const totals = Object.entries(maxCartTotal).map(([currency, amount]) => shownMoney({ amount, currency }));
  return [
    `The most of one item  ${maxItemQuantity}`,
    `The largest cart      ${totals.join(', ') || 'none: no currency is taken'}`,
  ].join('\n');
}
