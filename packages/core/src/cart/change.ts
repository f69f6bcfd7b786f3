import { type Cart, type CartEdit, type CartLine, totalOf } from '../cart.ts';
import { RailError } from '../errors.ts';
import { checkQuantity, type PlatformLimits } from '../limits.ts';

/**
 * The cart after an edit. A quantity of 0 removes the line. Throws `item_not_found`, `quantity_exceeds_limit`,
 * `validation`.
 */
export function changeCart(cart: Cart, edit: CartEdit, limits: PlatformLimits, now: number): Cart {
  const changed = { ...cart, ...applied(cart, edit, limits), version: cart.version + 1, changedAt: now };
  totalOf(changed);
  return changed;
}

function applied(cart: Cart, edit: CartEdit, limits: PlatformLimits): Partial<Cart> {
  switch (edit.type) {
    case 'add':
      return { lines: withLine(cart.lines, edit.line, limits) };
    case 'lines':
      return {
        lines: edit.lines.reduce<readonly CartLine[]>((all, line) => withLine(all, line, limits), []),
      };
    case 'quantity':
      return { lines: withQuantity(cart.lines, edit.item, edit.quantity, limits) };
    case 'variant':
      return { lines: withVariant(cart.lines, edit.variant, edit.quantity, limits) };
    case 'ship':
      return { shipTo: edit.shipTo, deliveryFee: edit.deliveryFee };
    case 'tip':
      return { tip: edit.tip };
  }
}

function withLine(lines: readonly CartLine[], line: CartLine, limits: PlatformLimits): readonly CartLine[] {
  const same = lines.find(
    ({ variant, unitAmount }) => variant === line.variant && unitAmount === line.unitAmount,
  );
  if (same) checkMore(same.quantity, line.quantity, limits);
  checkQuantity(line.quantity, limits);
  if (same) return withQuantity(lines, same.item, same.quantity + line.quantity, limits);
  if (lines.some(({ item }) => item === line.item)) {
    throw new RailError('validation', `The cart has an item "${line.item}" already.`);
  }
  return [...lines, line];
}

/** Says what is in the cart already: else nobody knows how many more it takes. */
function checkMore(before: number, more: number, { maxItemQuantity: most }: PlatformLimits): void {
  if (before + more <= most) return;
  throw new RailError(
    'quantity_exceeds_limit',
    `At most ${most} of one item can be in a cart, and this one has ${before} already.`,
    { details: { max_item_quantity: most, in_cart: before } },
  );
}

function withQuantity(
  lines: readonly CartLine[],
  item: string,
  quantity: number,
  limits: PlatformLimits,
): readonly CartLine[] {
  if (!lines.some((line) => line.item === item)) {
    throw new RailError('item_not_found', `The cart has no item "${item}".`);
  }
  if (quantity === 0) return lines.filter((line) => line.item !== item);
  checkQuantity(quantity, limits);
  return lines.map((line) => (line.item === item ? { ...line, quantity } : line));
}

/** The first of its lines stays: the others were put in at other prices. */
function withVariant(
  lines: readonly CartLine[],
  variant: string,
  quantity: number,
  limits: PlatformLimits,
): readonly CartLine[] {
  const first = lines.find((line) => line.variant === variant);
  if (!first) throw new RailError('item_not_found', `The cart has nothing of "${variant}".`);
  const left = lines.filter((line) => line === first || line.variant !== variant);
  return withQuantity(left, first.item, quantity, limits);
}
