import { z } from '@hono/zod-openapi';
import { type Address, type Cart, RailError } from '@railyard/core';
import { line } from '../../../text.ts';
import { addressInput, readAddress } from '../address.ts';
import { openCart } from '../cart/carts.ts';
import { pointerKey } from '../cart/pointer.ts';
import { cartId, commonInput, sagaOf, userId } from '../ids.ts';
import type { Calling, Surface } from '../surface.ts';
import { answered } from './ask.ts';
import { payByTestCard, TEST_CARD, type TestCard } from './pay.ts';
import { findSaga, listKey, PATIENCE, type Saga, sagaKey, sagaRow } from './record.ts';
import { runTo, validate } from './run.ts';
import { lookedAt, type SagaView, statusOf } from './view.ts';

export const startInput = z.strictObject({
  ...commonInput,
  userId,
  cartId,
  email: z.email().max(254).optional().describe('Where the confirmation goes: the customer’s.'),
  name: line(120).optional().describe('The customer’s name'),
  shippingAddress: addressInput
    .optional()
    .describe('Where it goes: required unless every product in the cart has the productType digital'),
  paymentMethodId: z
    .string()
    .regex(TEST_CARD, 'Send a test card of Stripe’s, such as pm_card_visa.')
    .optional()
    .describe('For tests alone: a test card of Stripe’s, such as pm_test_visa, which is charged at once'),
});

type Start = z.output<typeof startInput>;

/**
 * Begins the checkout of a cart, or goes on with the one that it has. What stands against the cart is thrown before
 * anything is recorded.
 */
export async function startCheckout(surface: Surface, calling: Calling, given: Start): Promise<SagaView> {
  checkUser(calling, given.userId);
  const testCard = testCardOf(surface, given);
  const found = await openCart(surface, calling, given.cartId);
  if (!found) throw noCart();
  const { cart } = found;
  const shipTo = given.shippingAddress ? readAddress(given.shippingAddress) : null;
  await validate(surface, cart, shipTo ?? cart.shipTo);

  const known = await findSaga(surface, calling, sagaOf(cart.id));
  const standing = known && (await lookedAt(surface, known));
  const isBusy = standing && (!standing.isSure || BUSY.has(statusOf(standing)));
  const saga = known && isBusy ? known : await begin(surface, calling, { cart, shipTo, given });
  return answered(surface, saga, async () => {
    if (isBusy) return null;
    const ready = await runTo(surface, saga);
    if (testCard) await payByTestCard(surface, saga, ready, testCard);
    return null;
  });
}

/** The test card that a checkout names; null where it names none. Throws `validation` where none can be charged. */
function testCardOf({ testCards }: Surface, { paymentMethodId: paymentMethod }: Start): TestCard | null {
  if (paymentMethod === undefined) return null;
  if (!testCards) throw testOnly();
  return { testCards, paymentMethod };
}

/** A payment is under way, or all is over: there is nothing to begin. So it is while nobody can be sure. */
const BUSY: ReadonlySet<string> = new Set(['in_progress', 'completed', 'compensating']);

/** Throws unless a call is about the caller. */
export function checkUser({ user }: Calling, named: string): void {
  if (named === user) return;
  throw new RailError('validation', 'The auth_token is not of this user.', {
    details: { fields: { userId: 'Send the user whom the auth_token is of, its "sub".' } },
  });
}

interface Beginning {
  readonly cart: Cart;
  readonly shipTo: Address | null;
  readonly given: Pick<Start, 'cartId' | 'email' | 'name'>;
}

/** Records that a checkout has begun, or begins anew after it has failed; another call may have been faster. */
function begin(surface: Surface, calling: Calling, beginning: Beginning): Promise<Saga> {
  const fresh = newSaga(surface, calling, beginning);
  return surface.store.update([sagaKey(fresh.tenant, fresh.id), listKey(surface, fresh)], ([row], now) => {
    const known = row?.value as Saga | undefined;
    const { email, name, shipTo } = fresh;
    const again = known && {
      ...known,
      run: known.failure ? known.run + 1 : known.run,
      failure: null,
      email: email ?? known.email,
      name: name ?? known.name,
      shipTo: shipTo ?? known.shipTo,
    };
    const saga = again ?? fresh;
    const listed = { value: saga.id, tenant: saga.tenant, state: 'listed', due: null };
    return { rows: [sagaRow(saga, now + PATIENCE), known ? undefined : listed], result: saga };
  });
}

function newSaga(surface: Surface, calling: Calling, { cart, shipTo, given }: Beginning): Saga {
  const { tenant, user } = calling;
  return {
    id: sagaOf(cart.id),
    tenant,
    user,
    cart: cart.id,
    cartName: given.cartId,
    pointer: pointerKey(surface, calling, given.cartId),
    email: given.email ?? calling.email,
    name: given.name ?? null,
    shipTo,
    startedAt: surface.now(),
    run: 1,
    choices: [],
    failure: null,
    confirmation: { state: 'due', tries: 0, busyUntil: null },
    isDone: false,
  };
}

function testOnly(): RailError {
  return new RailError('validation', 'A paymentMethodId is for tests alone.', {
    details: { fields: { paymentMethodId: 'Leave it out here.' } },
    nextAction: 'Call checkout_start without it, then checkout_create_payment_session.',
  });
}

function noCart(): RailError {
  return new RailError('cart_not_found', 'There is no such cart.', {
    details: { missing: 'cart' },
    nextAction: 'Put something into it with cart_add_item, under the same cartId.',
  });
}
