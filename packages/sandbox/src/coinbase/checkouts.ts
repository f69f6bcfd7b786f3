import { USDC } from '../network.ts';
import { draw, lettersOf } from '../provider/letters.ts';
import { type CreateBody, parseCreate, parseNothing } from './body.ts';
import { missing, refused } from './errors.ts';
import { change, shown, timeOf } from './happening.ts';
import { amountOf, pricedOf } from './money.ts';
import type { Checkout } from './objects.ts';
import { drawHex } from './open.ts';
import type { HeldCheckout, State } from './state.ts';
import type { Work } from './work.ts';

const LIFE_MS = 24 * 60 * 60 * 1000;

/** A page on which a buyer can pay once. */
export function createCheckout(work: Work): Checkout {
  const { state, now, origin } = work;
  const body = parseCreate(work.body);
  const { amount, currency, network = 'base', ...texts } = body;
  const { cents, fiat } = pricedOf(amount, currency);
  if (cents < 1) throw refused('"amount" must be 0.01 USDC at least.');
  const at = timeOf(now);
  const object: HeldCheckout['object'] = {
    id: drawHex(state, 12),
    amount: amountOf(cents),
    currency: 'USDC',
    network,
    address: `0x${drawHex(state, 20)}`,
    tokenAddress: USDC,
    status: 'ACTIVE',
    ...texts,
    expiresAt: timeOf(endOf(body, now)),
    ...fiat,
    createdAt: at,
    updatedAt: at,
  };
  const held = { object, link: `pl_${lettersOf(draw(state), 26).toLowerCase()}` };
  state.checkouts.set(object.id, held);
  return shown(held, origin);
}

function endOf({ expiresAt }: CreateBody, now: number): number {
  if (expiresAt === undefined) return now + LIFE_MS;
  const end = Date.parse(expiresAt);
  if (end <= now) throw refused('"expiresAt" must be in the future.');
  return end;
}

export function retrieveCheckout(work: Work): Checkout {
  return shown(checkoutOf(work.state, work.id), work.origin);
}

/** Ends a checkout that nobody has begun to pay. */
export function deactivateCheckout(work: Work): Checkout {
  parseNothing(work.body);
  const held = checkoutOf(work.state, work.id);
  const { status } = held.object;
  if (status !== 'ACTIVE') throw refused(`The checkout is ${status}: only an ACTIVE one can be deactivated.`);
  change(work, held, { status: 'DEACTIVATED' });
  return shown(held, work.origin);
}

/** A checkout by its id. Throws 404 when there is none. */
export function checkoutOf({ checkouts }: State, id: string): HeldCheckout {
  const held = checkouts.get(id);
  if (!held) throw missing(`There is no checkout "${id}".`);
  return held;
}
