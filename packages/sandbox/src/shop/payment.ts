import type { Authorized, PresentedCard } from '../stripe/issuing/acquirer.ts';
import { codeOf } from '../stripe/issuing/merchants.ts';
import type { MerchantData } from '../stripe/issuing/objects.ts';
import type { ShopTrick } from './kinds.ts';
import type { HeldOrder } from './state.ts';
import { declined } from './tricks.ts';
import type { Running } from './work.ts';

const CATEGORY = 'grocery_stores_supermarkets';

/** The shop as its bank presents it to the issuer of a card. */
export const SHOP: MerchantData = {
  category: CATEGORY,
  category_code: codeOf(CATEGORY),
  city: 'Springfield',
  country: 'US',
  name: 'CORNER MARKET',
  network_id: '5411000001',
  postal_code: '62701',
  state: 'IL',
  tax_id: null,
  terminal_id: null,
  url: null,
};

/** Has a card authorized for an order. Throws when it is declined. */
export async function charge(
  { acquirer }: Running,
  held: HeldOrder,
  card: PresentedCard,
  amount: number,
): Promise<void> {
  if (!keep(held, await acquirer.authorize(card, amount, 'usd', SHOP))) throw declined();
}

/** Sees whether a card works, if the shop was told to. Throws when it does not. */
export async function tryCard(
  { acquirer }: Running,
  card: PresentedCard,
  trick: ShopTrick | null,
): Promise<void> {
  if (trick?.trick !== 'try_card') return;
  const tried = await acquirer.authorize(card, trick.amount, 'usd', SHOP);
  if (!tried.approved) throw declined();
  if (trick.gives_up === 'at_once') await acquirer.reverse(tried.authorization);
}

/** Takes more than was agreed, if the shop was told to: then it does so whether or not the issuer lets it. */
export async function chargeMore(
  { acquirer }: Running,
  held: HeldOrder,
  trick: ShopTrick | null,
): Promise<void> {
  const { token, object } = held;
  if (token === null) return;
  if (trick?.trick === 'overcharge' && trick.how === 'force') return acquirer.force(token, trick.by, SHOP);
  if (trick?.trick !== 'double_charge') return;
  if (trick.how === 'force') return acquirer.force(token, object.total, SHOP);
  keep(held, await acquirer.again(token, object.total, SHOP));
}

function keep(held: HeldOrder, authorized: Authorized): boolean {
  if (!authorized.approved) return false;
  held.token = authorized.token;
  held.authorizations = [...held.authorizations, authorized.authorization];
  return true;
}

/** Takes the money of an order, from each authorization that it has. */
export async function take({ acquirer }: Running, { authorizations, takes }: HeldOrder): Promise<void> {
  for (const authorization of authorizations) await acquirer.capture(authorization, takes);
}

/** Gives up what was authorized for an order. What has run out already needs no giving up. */
export async function giveUp({ acquirer }: Running, { authorizations }: HeldOrder): Promise<void> {
  for (const authorization of authorizations) await acquirer.reverse(authorization).catch(() => {});
}
