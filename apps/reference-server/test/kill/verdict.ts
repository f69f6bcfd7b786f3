import { type Asked, answersOf, noncesOf, type Sale } from './history.ts';

/** Money that reached the merchant, read from the chain. */
export interface Transfer {
  readonly nonce: string;
  readonly transaction: string;
  readonly units: bigint;
}

export interface Ledger {
  readonly transfers: readonly Transfer[];
  /** Units that the merchant has, who had none at first. */
  readonly balance: bigint;
}

/** What the database says of a cart. Amounts are cents. */
export interface Stored {
  readonly cart: string;
  readonly order: { readonly transaction: string; readonly cents: number } | null;
  readonly refunds: readonly Refund[];
  /** Numbers of the authorizations that it was tried to pay with. */
  readonly tried: readonly string[];
  /** States of the payments that have not ended. */
  readonly open: readonly string[];
}

export interface Refund {
  readonly transaction: string | null;
  readonly cents: number;
  readonly state: string;
}

export interface Evidence {
  readonly sales: readonly Sale[];
  readonly ledger: Ledger;
  readonly stored: readonly Stored[];
}

export const FAULTS = ['double', 'lost', 'unpaid', 'unequal', 'told402', 'open', 'sum'] as const;

export interface Violation {
  readonly fault: (typeof FAULTS)[number];
  /** Null for what concerns all carts together. */
  readonly cart: string | null;
  readonly seen: string;
}

const UNITS_PER_CENT = 10_000n;

/** What went wrong, by the chain and the database. The server's word counts only against itself. */
export function judge({ sales, ledger, stored }: Evidence): readonly Violation[] {
  const owners = ownersOf(stored);
  const saleOf = new Map(sales.map((sale) => [sale.cart, sale]));
  const storedOf = new Map(stored.map((one) => [one.cart, one]));
  const carts = new Set([...saleOf.keys(), ...storedOf.keys()]);
  const found = [...carts].flatMap((cart) => {
    const sale = saleOf.get(cart) ?? { cart, asked: [] };
    const nonces = noncesOf(sale);
    // What was shown to several carts is the money of the one that has it.
    const moved = ledger.transfers.filter(({ nonce, transaction }) => {
      const owner = owners.get(transaction) ?? owners.get(nonce);
      return nonces.has(nonce) && (owner === undefined || owner === cart);
    });
    return judgeCart(sale, moved, storedOf.get(cart) ?? empty(cart));
  });
  const owned = stored.reduce((sum, one) => sum + centsOf(one), 0);
  if (ledger.balance === BigInt(owned) * UNITS_PER_CENT) return found;
  const seen = `the merchant has ${ledger.balance} units; paid orders and refunds due come to ${owned} cents`;
  return [...found, { fault: 'sum', cart: null, seen }];
}

/** Which cart has a transaction as its order or owes it back, or has tried an authorization; the first of several. */
function ownersOf(stored: readonly Stored[]): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const { cart, order, refunds, tried } of stored) {
    const own = [order?.transaction, ...refunds.map(({ transaction }) => transaction), ...tried];
    for (const one of own) {
      if (one && !owners.has(one)) owners.set(one, cart);
    }
  }
  return owners;
}

function empty(cart: string): Stored {
  return { cart, order: null, refunds: [], tried: [], open: [] };
}

function centsOf({ order, refunds }: Stored): number {
  const due = refunds.filter(({ state }) => state !== 'refunded');
  return due.reduce((sum, { cents }) => sum + cents, order?.cents ?? 0);
}

/** `moved` are the transfers of the cart's own. */
function judgeCart(sale: Sale, moved: readonly Transfer[], stored: Stored): readonly Violation[] {
  const { order, refunds, open } = stored;
  const kept = moved.filter(
    ({ transaction }) => !refunds.some((refund) => refund.transaction === transaction),
  );
  const paid = kept.some(
    ({ transaction, units }) =>
      order?.transaction === transaction && units === BigInt(order.cents) * UNITS_PER_CENT,
  );
  const found: Record<string, string | null> = {
    double: kept.length > 1 ? `${kept.length} transfers are neither refunded nor due to be` : null,
    lost: kept.length > 0 && !order ? `${kept[0]?.transaction} moved money, and there is no order` : null,
    unpaid: order && !paid ? `no transfer of ${order.cents} cents in ${order.transaction}` : null,
    unequal: unequal(sale),
    told402: told402(sale, new Set(kept.map(({ nonce }) => nonce))),
    open: open.length > 0 ? `a payment stays ${open.join(' and ')}` : null,
  };
  return FAULTS.flatMap((fault) => {
    const seen = found[fault];
    return seen ? [{ fault, cart: sale.cart, seen }] : [];
  });
}

function unequal(sale: Sale): string | null {
  const answers = answersOf(sale);
  const [first, ...others] = answers.filter(({ answer }) => answer.status === 200);
  if (!first) return null;
  const other = others.find(({ answer }) => answer.text !== first.answer.text);
  if (other) return `two orders: ${first.answer.text} and ${other.answer.text}`;
  const late = answers.find(({ at, answer }) => answer.status === 402 && at > first.answer.at);
  return late ? `a 402 to what was asked after the order had been received: ${late.answer.text}` : null;
}

/** A payer whose money moved and who was told to pay, or is left with that word. */
function told402(sale: Sale, moved: ReadonlySet<string>): string | null {
  if (moved.size === 0) return null;
  const answers = answersOf(sale);
  const wrong =
    answers.find((asked) => asked.nonce !== null && moved.has(asked.nonce) && is402(asked)) ??
    answers.slice(-1).find(is402);
  return wrong ? `a 402 although money had moved: ${wrong.answer.text}` : null;
}

function is402({ answer }: Asked): boolean {
  return answer?.status === 402;
}
